"""The optimizer settings of each parameter, from the trainer's functions, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from specc.language.change import highest
from specc.language.groups import REST, labels, owner
from specc.language.optimizer import Optimizer
from specc.language.paths import Selection
from specc.verify.report import Parameter, Report


class Row(NamedTuple):
    """A parameter and its optimizer settings.

    Attributes:
        decay: the weight decay that it has; 0 for none.
        multiplier: of its learning rate.
        group: that it is in.
        optimizer: the type of its optimizer.
    """

    parameter: Parameter
    decay: float
    multiplier: float
    group: str
    optimizer: str
    frozen: bool


def rows(report: Report, optimizer: Optimizer) -> tuple[Row, ...]:
    """The optimizer settings of each parameter."""
    return tuple(_rows(report, optimizer))


def _rows(report: Report, written: Optimizer) -> Iterator[Row]:
    names = labels(written.groups)
    for number, parameter in enumerate(report.parameters):
        found = owner(written.groups, parameter.path)
        group = None if found is None else written.groups[found]
        name = REST if found is None else names[found]
        chosen, mask, decay = written, "decaying", getattr(written, "weight_decay", 0.0)
        if group is not None and group.optimizer is not None:
            chosen, mask = group.optimizer, f"{name}_decaying"
            decay = getattr(chosen, "weight_decay", 0.0)
        elif group is not None and group.weight_decay is not None:
            mask, decay = f"{name}_decaying", group.weight_decay
        if mask not in report.marks and not isinstance(getattr(chosen, "mask", None), Selection):
            mask = "is_kernel"
        marked = report.marks[mask][number] if mask in report.marks else True
        if getattr(chosen, "mask", "all") == "all" and mask == "is_kernel":
            marked = True
        frozen = "freezing" in report.marks and report.marks["freezing"][number] == "frozen"
        multipliers = report.marks.get("rate_multipliers")
        yield Row(
            parameter,
            highest(decay) if marked and not frozen else 0.0,
            float(multipliers[number]) if multipliers else 1.0,
            name,
            chosen.type,
            frozen,
        )


def table(found: Sequence[Row]) -> Iterator[str]:
    """A line for each parameter, columns that are the same everywhere left out, and totals."""
    head = ["parameter", "shape", "count", "dtype", "decay", "rate", "group", "optimizer"]
    cells = [
        [
            row.parameter.path,
            " x ".join(map(str, row.parameter.shape)) or "scalar",
            f"{row.parameter.count:,}",
            row.parameter.dtype,
            f"{row.decay:g}" if row.decay else "",
            "frozen" if row.frozen else f"x {row.multiplier:.4g}",
            row.group,
            "" if row.frozen else row.optimizer,
        ]
        for row in found
    ]
    always = {0, 1, 2, 3, 4}
    differs = [n for n in range(len(head)) if n in always or len({line[n] for line in cells}) > 1]
    shown = [[line[n] for n in differs] for line in (head, *cells)]
    widths = [max(len(line[n]) for line in shown) for n in range(len(differs))]
    to_right = {differs.index(n) for n in (2, 4) if n in differs}
    for line in shown:
        parts = [
            text.rjust(width) if n in to_right else text.ljust(width)
            for n, (text, width) in enumerate(zip(line, widths, strict=True))
        ]
        yield "  ".join(parts).rstrip()
    yield from _totals(found)


def _totals(found: Sequence[Row]) -> Iterator[str]:
    def total(chosen: Sequence[Row]) -> str:
        count = sum(row.parameter.count for row in chosen)
        return f"{count:,} in {len(chosen)} array{'s' if len(chosen) != 1 else ''}"

    yield f"{total(found).replace(' in', ' parameters in')}"
    decayed = [row for row in found if row.decay]
    if decayed:
        yield f"  decay: {total(decayed)}"
    frozen = [row for row in found if row.frozen]
    if frozen:
        yield f"  frozen: {total(frozen)}"
    groups = list(dict.fromkeys(row.group for row in found))
    if len(groups) > 1:
        for group in groups:
            yield f"  {group}: {total([row for row in found if row.group == group])}"
