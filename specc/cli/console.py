"""Where the commands print: results to stdout, diagnostics and progress to stderr, colours on terminals."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def colored(stream: TextIO) -> bool:
    """Whether a stream shows colours: a terminal, without NO_COLOR (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def say(text: str) -> None:
    """A result."""
    print(text)


def tell(text: str) -> None:
    """Progress and other messages."""
    print(text, file=sys.stderr)


def error(message: str, fix: str = "") -> None:
    """An error and its fix."""
    start = "\033[1;31merror\033[0m" if colored(sys.stderr) else "error"
    tell(f"{start}: {message}")
    if fix:
        tell(f"  = fix: {fix}")
