"""A process of another interpreter that is asked one thing at a time, in lines of JSON.

What the emitted trainers are measured against need not be installed where specc is, and is no dependency of
anything here: it runs with an interpreter that has it, named by `--torch` or SPECC_TORCH_PYTHON.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable
from typing import Any, Self

VARIABLE = "SPECC_TORCH_PYTHON"


class NoInterpreterError(Exception):
    """There is nothing to measure against; says how to get it."""


def interpreter(given: str | None, modules: Iterable[str], install: str) -> str:
    """The Python that has these modules.

    Raises:
        NoInterpreterError: none is named, or it lacks one of them.
    """
    python, needed = given or os.environ.get(VARIABLE), ", ".join(modules)
    fix = (
        f"python -m venv RIVALS && RIVALS/bin/pip install {install}, in a folder RIVALS outside of "
        f"this one, then --torch RIVALS/bin/python, or {VARIABLE}=RIVALS/bin/python"
    )
    if not python:
        raise NoInterpreterError(f"no Python is named that has {needed}: {fix}")
    try:
        subprocess.run([python, "-c", f"import {needed}"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        raise NoInterpreterError(f"{python} does not have {needed}: {fix}") from None
    return python


class Child:
    """Such a process; `greeting` is what it says first."""

    def __init__(self, command: list[str]):
        self.name = command[1]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.greeting = self._answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()

    def ask(self, *question: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer
