"""The optimizer settings of each parameter, as the trainer's updates show them, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from specc.language.groups import REST, labels, owner
from specc.language.optimizer import Optimizer
from specc.language.selections import decay_of
from specc.verify.report import Network, Parameter


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


def rows(network: Network, optimizer: Optimizer, ends: Sequence[str] = ()) -> tuple[Row, ...]:
    """The optimizer settings of each parameter; `ends` are patterns of the model's first and last layers."""
    return tuple(_rows(network, optimizer, ends))


def _rows(network: Network, written: Optimizer, ends: Sequence[str]) -> Iterator[Row]:
    names = labels(written.groups)
    for number, parameter in enumerate(network.parameters):
        found = owner(written.groups, parameter.path)
        group = None if found is None else written.groups[found]
        name = REST if found is None else names[found]
        own = None if group is None else group.optimizer
        chosen: Optimizer = written if own is None else own
        place = parameter.path, ends, len(parameter.shape)
        yield Row(
            parameter,
            decay_of(written, *place) if network.decays[number] else 0.0,
            network.multipliers[number] if network.multipliers else 1.0,
            name,
            chosen.part_of(*place),
            network.frozen[number],
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
