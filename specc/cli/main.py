"""The command line: which commands there are, and what their exit codes mean.

0: fine. 1: the answer is no (errors found, out of sync, an edited file in the way). 2: wrong usage or
unreadable input. Each command is imported when it is called, so that `--version` is instant.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Sequence

from specc import __version__
from specc.cli import plugins

COMMANDS = {
    "init": "write a first spec: from the gallery, or for your data",
    "build": "compile specs and write their trainers",
    "check": "show all problems of specs",
    "probe": "read the data of specs once, and write its facts to specc.lock",
    "diff": "show what changes between two specs: fields, then lines of their trainers",
    "explain": "say why: a rule by its code, or which fields of the spec a line of a trainer comes from",
    "verify": "run the trainers of specs for a few steps: shapes, compilations, parameters, cost",
    "plot": "draw every schedule of specs: in the terminal, or to a file",
    "report": "write a page about runs: curves, best values, settings and samples",
    "runs": "list the runs in a folder: their states, steps, last and best values",
    "help": "describe a block or field of the language",
    "schema": "print the JSON Schema of the language, for editors",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs a command and exits with its code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    gc.disable()  # short-lived process: collection does not pay
    plugins.disable()
    try:
        code = _run(words)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # the reader closed the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    gc.freeze()  # skips freeing everything at exit, a tenth of the time
    sys.exit(code)


def _run(words: list[str]) -> int:
    if words[:1] in (["--version"], ["-V"]):
        print(f"specc {__version__}")
        return 0
    parser = argparse.ArgumentParser(
        prog="specc",
        description="A compiler for training programs: a typed spec in, one JAX trainer out.",
    )
    parser.add_argument("-V", "--version", action="version", version=f"specc {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    called = [name for name in COMMANDS if words[:1] == [name]]
    for name in called or COMMANDS:  # the others are not needed
        summary = COMMANDS[name]
        command = subparsers.add_parser(name, help=summary, description=f"{name}: {summary}.")
        if called:
            importlib.import_module(f"specc.cli.{name}").add_arguments(command)
    chosen = parser.parse_args(words)
    return int(importlib.import_module(f"specc.cli.{chosen.command}").run(chosen))
