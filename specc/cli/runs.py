"""`specc runs`."""

from __future__ import annotations

import argparse
import json
import pathlib
import shutil
import sys
import time

from specc.cli import console
from specc.report.listing import as_json, listed, sorted_by
from specc.report.run import Run, find_runs, read_run


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "folder", nargs="?", default="runs", metavar="DIR", help="a folder of runs (default: runs)"
    )
    parser.add_argument(
        "--sort", metavar="METRIC", help="best run first, by a logged metric such as eval_loss"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Lists the runs in a folder, at any depth."""
    top = pathlib.Path(arguments.folder)
    if not top.is_dir():
        console.error(f"there is no folder {top}", "name the folder that has the workdirs of runs")
        return 2
    runs = [read_run(folder) for folder in find_runs(top)]
    if arguments.sort and not _can_sort(runs, arguments.sort):
        return 2
    if arguments.json:
        found = sorted_by(runs, arguments.sort) if arguments.sort else runs
        console.say(json.dumps(as_json(found), indent=2))
        return 0
    if not runs:
        console.tell(f"no runs in {top}")
        return 0
    console.say(
        listed(
            runs,
            top,
            now=time.time(),
            sort=arguments.sort or "",
            width=shutil.get_terminal_size().columns if sys.stdout.isatty() else 80,
            color=console.colored(sys.stdout),
        )
    )
    return 0


def _can_sort(runs: list[Run], metric: str) -> bool:
    names = sorted({name for run in runs for name in run.log.series})
    if not names or metric in names:
        return True
    console.error(f"no run has logged {metric}", f"sort by one of {', '.join(names)}")
    return False
