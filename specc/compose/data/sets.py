"""Sets of examples: training, evaluation and test, with their checks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.compose.data.parts import Call, Entry, Function
from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.expr import Expr, Literal, Name, Subscript
from specc.ir.node import Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class ExampleSet:
    """Some examples.

    Attributes:
        field: what it is called in `Data`.
        adjective: adjective for its examples: "held-out".
        arrays: name of the variable with its arrays.
        rows: name of the variable with its row indices; None for all rows.
    """

    field: str
    adjective: str
    arrays: str
    rows: str | None
    origin: str

    @property
    def examples(self) -> Expr:
        """Its arrays."""
        if self.rows is None:
            return Name(self.arrays)
        return pattern("select(x, rows)", x=Name(self.arrays), rows=Name(self.rows))

    def column(self, name: str) -> Expr:
        """One of them."""
        column = Subscript(Name(self.arrays), name)
        return column if self.rows is None else pattern("x[rows]", x=column, rows=Name(self.rows))


def sets(data: Data) -> tuple[ExampleSet, ...]:
    """All sets, the training set first."""
    source = source_variable(data)
    found = [
        ExampleSet(field="train", adjective="training", arrays=source, rows=None, origin="data")
    ]
    if data.held_out_sets:
        found[0] = dataclasses.replace(found[0], rows="training")
    for item in data.eval_sets:
        own = item.source is not None
        found.append(
            ExampleSet(
                field=item.prefix,
                adjective=item.adjective,
                arrays=f"{item.prefix}_data" if own else source,
                rows=None if own else item.rows_variable,
                origin=item.origin,
            )
        )
    return tuple(found)


_LONGEST = 21
"""Characters of what sets are called for which a line has space."""


def adjectives(data: Data) -> str:
    """Those of all sets that are evaluated, as in a sentence: "held-out and test"; "other" for many."""
    *most, last = [item.adjective for item in data.eval_sets] or [""]
    words = f"{', '.join(most)} and {last}" if most else last
    return words if len(words) <= _LONGEST else "other"


def source_variable(data: Data) -> str:
    """What the arrays of the source are called."""
    return "data" if data.held_out_sets else "train_data"


def checks(program: Program) -> Iterator[tuple[str, Call]]:
    """Calls of checks of each set, with the function that they call."""
    data, split = program.data, program.losses[0].holdout_check
    every = sets(data)
    if data.weight is not None:
        for item in every:
            weight = item.column(data.weight.name)
            call = pattern(
                "check_weight_sum(name, weight)", name=Literal(item.adjective), weight=weight
            )
            yield "check_weight_sum", Call(value=call, origin="data.source.weight")
    for item in every[1:] if split is not None else ():
        label: Expr = item.column(data.required_target.column.name)
        if data.weight is not None:
            label = pattern("x[weight > 0]", x=label, weight=item.column(data.weight.name))
        if split == "classes":
            classes: Expr = Name("CLASSES")
            if data.source.class_names is None:
                classes = pattern(f"range({getattr(data.target, 'classes', 2)})")
            call = pattern(
                "check_all_classes(name, label, classes)",
                name=Literal(item.adjective),
                label=label,
                classes=classes,
            )
            yield "check_all_classes", Call(value=call, origin="task.metrics")
        else:
            call = pattern(
                "check_labels_vary(name, target)", name=Literal(item.adjective), target=label
            )
            yield "check_labels_vary", Call(value=call, origin="task.metrics")


def functions(program: Program) -> Iterator[Renderable]:
    """What they call."""
    for name, call in checks(program):
        yield Function(name=name, origin=call.origin)


def kept(data: Data, given: tuple[str, ...]) -> Iterator[Entry]:
    """The sets as `Data` has them; `given` is what preprocessing takes besides the arrays."""
    training, *others = sets(data)
    value = training.examples
    if data.placement == "device":
        value = preprocessed(value, given)
    elif data.placement == "host":
        value = Name(training.arrays)
    yield Entry(name="train", value=value, origin=training.origin)
    if data.placement == "host" and training.rows is not None:
        yield Entry(name="train_rows", value=Name(training.rows), origin="data.placement")
    for item in others:
        value = item.examples
        if data.reader is not None and data.eval_placement == "device":
            value = pattern("decode_all(c, x)", x=value)
        if data.eval_placement == "device":
            value = preprocessed(value, given)
        yield Entry(name=item.field, value=value, origin=item.origin)


def preprocessed(value: Expr, given: tuple[str, ...]) -> Expr:
    """A batch of arrays."""
    source = f"preprocess({', '.join(('x', *(name.rpartition('.')[2] for name in given)))})"
    parts = {name.rpartition(".")[2]: Name(name) for name in given}
    return substitute(pattern(source), x=value, **parts)
