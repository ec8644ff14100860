"""`specc plot`."""

from __future__ import annotations

import argparse
import pathlib
import sys
from collections.abc import Sequence

from specc.cli import console, inputs
from specc.compiler import emitted
from specc.plot.curves import Curve
from specc.plot.run import PlotError, curves
from specc.plot.terminal import draw


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("specs", nargs="+", metavar="SPEC", help="a spec: YAML, JSON or TOML")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="draw to this file instead: .png or .svg; missing folders are created",
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="A.B=C", help="plot with this value instead"
    )


def run(arguments: argparse.Namespace) -> int:
    """Draws every schedule of each spec, in the terminal or to a file."""
    output = None if arguments.output is None else pathlib.Path(arguments.output)
    if output is not None and output.suffix not in (".png", ".svg"):
        console.error(f"{output} is neither .png nor .svg", "name the file schedules.png")
        return 2
    gathered = inputs.gather(inputs.read(arguments.specs, arguments.set or None))
    inputs.show(gathered)
    if gathered.code:
        return gathered.code
    try:
        pages = [emitted(analysis) for analysis in gathered.analyses]
        found = curves([(program, page.text) for program, page in pages])
    except PlotError as error:
        console.error(f"the schedules cannot be evaluated: {error}", "install specc[train]")
        return 1
    if output is None:
        color = console.colored(sys.stdout)
        console.say("\n\n".join(draw(curve, color=color) for curve in found))
        return 0
    return _write(output, found)


def _write(output: pathlib.Path, found: Sequence[Curve]) -> int:
    from specc.plot.picture import picture
    from specc.sync.errors import SyncError
    from specc.sync.files import write_bytes

    try:
        write_bytes(output, picture(found, output.suffix[1:]))
    except SyncError as error:
        console.error(error.message, error.fix)
        return 2
    console.tell(f"wrote {output}")
    return 0
