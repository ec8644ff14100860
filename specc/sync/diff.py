r"""Unified diffs for terminals, logs and `patch`.

Lines end at "\n" and nowhere else: the page breaks and Unicode separators at which
`str.splitlines` also breaks may stand inside a line of Python.
"""

from __future__ import annotations

import difflib

_COLORS = {"@": "36", "-": "31", "+": "32"}
_HEADER_LINES = 2


def unified(old: str, new: str, *, old_label: str, new_label: str, context: int = 3) -> str:
    """The unified diff from `old` to `new`, ending in a newline; empty if they are equal."""
    lines = difflib.unified_diff(
        _lines(old), _lines(new), old_label, new_label, n=context, lineterm="\n"
    )
    return "".join(_ended(line) for line in lines)


def colored(diff: str) -> str:
    """One unified diff with the colours that git gives it."""
    return "".join(f"{_painted(n, line)}\n" for n, line in enumerate(diff.split("\n")[:-1]))


def _lines(text: str) -> list[str]:
    # A byte that is not UTF-8 is held as a lone surrogate, which no output stream would take.
    shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    *ended, rest = shown.split("\n")
    return [f"{line}\n" for line in ended] + ([rest] if rest else [])


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _painted(number: int, line: str) -> str:
    # Counted, for a removed line may well begin with "--".
    color = "1" if number < _HEADER_LINES else _COLORS.get(line[:1])
    return line if color is None else f"\x1b[{color}m{line}\x1b[0m"
