"""The section where examples are rows of the source, from readers of files to the rows of a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specc.compose.data import columns, holdouts, placements, sets, sources, statistics
from specc.compose.data.parts import Call, DataClass, Entry, Field, Function, Load
from specc.compose.head import Section
from specc.ir.data import Data, EvalSet
from specc.ir.expr import Name
from specc.ir.node import Renderable
from specc.ir.program import Program

_MOST_NAMED = 21
"""Letters of the names of sets that fit into a line of words; `held-out and test` have 17."""


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    data = program.data
    fitted = tuple(statistics.fitted(data, sets.sets(data)[0]))
    given = tuple(item.name for item in fitted if not isinstance(item, statistics.ClassWeight))
    yield Section(title="Data", slot_name="section.data", origin="data")
    yield columns.Batch(columns=data.columns, origin="data")
    yield Function(name="arrays", origin="data")
    yield Function(name="data_error", origin="data")
    yield DataClass(fields=tuple(fields(data, fitted)), origin="data")
    yield from sources.readers(data, loads=program.run.checkpoints is not None)
    if selects(data):
        yield Function(name="select", origin="data")
    yield from placements.functions(data)
    calls = () if data.source.builtin else columns.checks(data)
    if calls:
        yield from columns.functions(data)
    yield from holdouts.functions(data)
    yield from sets.functions(program)
    yield from statistics.functions(data)
    if calls:
        yield columns.CheckData(checks=tuple(call for _, call in calls), origin="data")
    yield from sources.writer(data.source).prepared(data.source)
    yield from columns.preprocess(data)
    yield from columns.normalize(data)
    yield from fitted
    yield Load(
        summary=summary(data, fitted),
        statements=(*_read(program), *(item.fit for item in fitted)),
        kept=(
            *sets.kept(data, given),
            *(Entry(name=item.name, value=Name(item.name), origin=item.origin) for item in fitted),
        ),
        origin="data",
    )
    yield Function(name="batch_rows", origin="data")
    yield from placements.placed(data, given)


def _read(program: Program) -> Iterator[Renderable]:
    """The lines that read all sources, say which rows are held out, and check the sets."""
    data = program.data
    examples = holdouts.total(data.held_out_sets, first=Name("TRAIN_EXAMPLES"))
    variable = sets.source_variable(data)
    yield from sources.read(data, data.source, variable, data.rows, examples)
    for item in data.external_sets:
        assert item.source is not None
        name, constant = f"{item.prefix}_data", holdouts.total((item,))
        yield from sources.read(data, item.source, name, item.rows, constant)
    if data.held_out_sets:
        yield from holdouts.split(data)
    calls: tuple[Call, ...] = tuple(call for _, call in sets.checks(program))
    yield from calls


def selects(data: Data) -> bool:
    """Whether rows are chosen from arrays."""
    return bool(data.held_out_sets) or data.placement != "device"


def fields(data: Data, fitted: tuple[statistics.Statistic, ...]) -> Iterator[Field]:
    """Those of `Data`."""
    training = sets.sets(data)[0]
    match data.placement:
        case "device":
            yield Field(name="train", type="Batch", origin="data")
        case "host":
            note = "all examples, on the host" if training.rows else "on the host"
            yield Field(name="train", type="Arrays", note=note, origin="data.placement")
        case _:
            note = "paths of images, and labels"
            yield Field(name="train", type="Arrays", note=note, origin="data.placement")
    if data.placement == "host" and training.rows:
        note = "those of `train` that are trained on"
        yield Field(name="train_rows", type="np.ndarray", note=note, origin="data.placement")
    for item in data.eval_sets:
        kind = "Batch" if data.eval_placement == "device" else "Arrays"
        yield Field(name=item.prefix, type=kind, origin=item.origin)
    for statistic in fitted:
        kind = "Scaler" if isinstance(statistic, statistics.Scaler) else "np.ndarray"
        yield Field(name=statistic.name, type=kind, note=statistic.note, origin=statistic.origin)


def others_in_words(sets: Sequence[EvalSet]) -> str:
    """Which examples are not for training; without their names if a line has no space for these."""
    names = " and ".join(item.adjective for item in sets)
    return names if len(names) <= _MOST_NAMED else "other"


def summary(data: Data, fitted: tuple[statistics.Statistic, ...]) -> str:
    """What loading gives, in words."""
    others = others_in_words(data.eval_sets)
    if data.placement == "device":
        return f"The examples, on the device{', and their statistics' if fitted else ''}."
    if data.placement == "host":
        training = "All" if data.held_out_sets else "The training"
        on_device = f", and the {others} ones on the device" if others else ""
        return f"{training} examples on the host{on_device}."
    if data.eval_placement == "files" or not others:
        return "The paths of the images, and their labels."
    return f"The paths of the training images, and the {others} examples, on the device."
