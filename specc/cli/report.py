"""`specc report`."""

from __future__ import annotations

import argparse
import datetime
import pathlib

from specc.cli import console
from specc.report.run import Run, find_runs, is_run, read_run
from specc.sync.errors import SyncError
from specc.sync.files import write_bytes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("runs", nargs="+", metavar="RUN", help="the workdir of a run")
    parser.add_argument(
        "-o",
        "--output",
        default="report.html",
        metavar="FILE",
        help="the page to write (default: report.html); missing folders are created",
    )
    parser.add_argument("--png", metavar="FILE", help="draw the curves to this file, too")


def run(arguments: argparse.Namespace) -> int:
    """Writes a page about runs."""
    output = pathlib.Path(arguments.output)
    png = None if arguments.png is None else pathlib.Path(arguments.png)
    for file, suffixes in ((output, (".html", ".htm")), (png, (".png",))):
        if file is not None and file.suffix not in suffixes:
            console.error(
                f"{file} does not end with {suffixes[0]}", f"name it {file.stem}{suffixes[0]}"
            )
            return 2
    folders = [pathlib.Path(name) for name in dict.fromkeys(arguments.runs)]
    missing = [folder for folder in folders if not folder.is_dir()]
    for folder in missing:
        console.error(f"there is no folder {folder}", "name the workdir of a run; see specc runs")
    if missing:
        return 2
    for folder in folders:
        if not _has_run(folder):
            return 2
    found = [read_run(folder) for folder in folders]
    for item in found:
        for note in item.notes:
            console.tell(f"{item.folder}: {note}")
    try:
        return _write(found, output, png)
    except SyncError as error:
        console.error(error.message, error.fix)
        return 2


def _has_run(folder: pathlib.Path) -> bool:
    """Whether a folder is the workdir of a run; says where one is, if it is not."""
    if is_run(folder) or (folder / "lock").is_file() or (folder / "config.json").is_file():
        return True
    inside = find_runs(folder)
    fix = f"name its runs: {inside[0]}" if inside else "name the workdir of a run; see specc runs"
    fix += f" and {len(inside) - 1} more" if len(inside) > 1 else ""
    console.error(f"{folder} is not the workdir of a run", fix)
    return False


def _write(found: list[Run], output: pathlib.Path, png: pathlib.Path | None) -> int:
    from specc.report.page import page

    write_bytes(output, page(found, now=datetime.datetime.now()).encode())
    console.tell(f"wrote {output}")
    if png is None:
        return 0
    from specc.report.picture import picture

    try:
        drawn = picture(found)
    except ImportError as error:
        console.error(f"{error.name} is needed to draw curves", "pip install 'specc[train]'")
        return 1
    if drawn is None:
        console.error(
            "no metrics have been logged yet: there is nothing to draw", "leave out --png"
        )
        return 1
    write_bytes(png, drawn)
    console.tell(f"wrote {png}")
    return 0
