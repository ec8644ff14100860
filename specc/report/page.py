"""The report as one HTML page that needs nothing but itself."""

from __future__ import annotations

import base64
import dataclasses
import functools
import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import jinja2
from markupsafe import Markup

from specc.report import colors, drawing, tables
from specc.report.chart import charts
from specc.report.matrices import Matrix, matrices
from specc.report.names import of_folders, shortened
from specc.report.run import Run, State
from specc.report.samples import Strip, read_samples

_TEMPLATES = Path(__file__).parent / "templates"
_SIGNS = {
    State.RUNNING: "●",
    State.FINISHED: "✓",
    State.INTERRUPTED: "◐",
    State.FAILED: "✕",
    State.STOPPED: "■",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A run on the page.

    Attributes:
        run: what was read.
        name, short: on the page, and in charts.
        color: its classes.
        sign: of its state.
        seen: when it last wrote.
        samples, matrices: what it wrote to look at.
    """

    run: Run
    name: str
    short: str
    color: str
    sign: str
    seen: str
    samples: tuple[Strip, ...]
    matrices: tuple[Matrix, ...]


def page(runs: Sequence[Run], *, now: datetime) -> str:
    """The page.

    Args:
        runs: at least one.
        now: when it is made, which the page says.
    """
    names = of_folders([run.folder for run in runs])
    short = shortened(names)
    found = charts(runs)
    drawn = [(chart.is_main, drawing.draw(chart, short)) for chart in found]
    script = (_TEMPLATES / "script.js").read_text(encoding="utf-8")
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            title=names[0] if len(runs) == 1 else f"{len(runs)} runs",
            runs=[
                Shown(
                    run,
                    name,
                    brief,
                    drawing.color_of(n, len(runs)),
                    _SIGNS[run.state],
                    ""
                    if run.seen is None
                    else f"{datetime.fromtimestamp(run.seen):%Y-%m-%d %H:%M}",
                    read_samples(run.folder),
                    matrices(run),
                )
                for n, (run, name, brief) in enumerate(zip(runs, names, short, strict=True))
            ],
            notes=_notes(dict(zip(names, runs, strict=True))),
            main=[chart for is_main, chart in drawn if is_main],
            others=[chart for is_main, chart in drawn if not is_main],
            key=drawing.key(found, len(runs)),
            rows=tables.rows(runs),
            board=tables.board(runs),
            settings=tables.all_settings(runs[0]) if len(runs) == 1 else tables.differences(runs),
            versions=tables.versions(runs),
            arrays=sorted(
                {name for run in runs for name in run.log.arrays}
                - {matrix.name for run in runs for matrix in matrices(run)}
            ),
            made=f"{now:%Y-%m-%d %H:%M}",
            width=drawing.WIDTH,
            height=drawing.HEIGHT,
            pixels=drawing.PIXELS,
            light=colors.LIGHT,
            dark=colors.DARK,
            style=Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8")),
            script=Markup(script),
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
    )


def _notes(runs: Mapping[str, Run]) -> dict[str, list[str]]:
    """What there is to say of several runs: the names for each sentence."""
    found: dict[str, list[str]] = {}
    for name, run in runs.items():
        failed = [run.sentence] if run.state is State.FAILED else []
        for note in [*failed, *run.notes]:
            found.setdefault(note, []).append(name)
    return found


@functools.cache
def _environment() -> jinja2.Environment:
    """Jinja for HTML: whatever comes from a run is text, never markup."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["breakable"] = _breakable
    return found


def _breakable(name: str) -> Markup:
    """A name that a narrow column may break after each of its words."""
    return Markup("<wbr>").join(re.split(r"(?<=[_/-])", name))
