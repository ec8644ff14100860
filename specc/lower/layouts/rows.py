"""Examples that are rows of the source."""

from __future__ import annotations

from collections.abc import Iterator

from specc.ir.event import Event
from specc.ir.expr import Expr, FloorDiv, Literal, Name, Setting
from specc.ir.pattern import pattern
from specc.ir.picture import ROW, Grid, Picture, Scatter
from specc.ir.run import Reconstructions, SampleFlag, Samples
from specc.ir.settings import Bounds, Derived, Field
from specc.language.spec import Spec
from specc.lower.columns import input_name
from specc.lower.data import lower_data
from specc.lower.settings import AT_LEAST_ONE, Settings
from specc.resolve.resolved import Resolved

SEED_DOC = "random seed; the split has a seed of its own"
EXAMPLES = "examples"
_SAMPLE_PIXELS = 64  # height of a sample in a picture, about
_MAX_SAMPLES = 10_000

data = lower_data


def epoch(settings: Settings) -> None:
    """As many full batches as there are."""
    settings.derive(
        Derived(
            "steps_per_epoch",
            FloorDiv(Name("TRAIN_EXAMPLES"), Setting("batch_size")),
            "the last, partial batch is dropped",
            "data.batch_size",
        )
    )


def batch_size(spec: Spec, settings: Settings) -> None:
    """At most all examples."""
    batch = Bounds(1, "TRAIN_EXAMPLES")
    size = spec.data.batch_size
    settings.add(
        Field("batch_size", "int", size, "examples per step", "learning", batch, "data.batch_size")
    )


def samples(resolved: Resolved, settings: Settings, interval: Expr) -> Iterator[Event]:
    """Pictures of samples, or of reconstructions."""
    spec, checkpoint = resolved.spec.sample, resolved.spec.checkpoint
    assert spec is not None
    picture = _picture(resolved)
    if resolved.spec.task.loss.reconstructs:
        yield Reconstructions(
            interval=interval,
            count=Literal(min(spec.count, resolved.eval_rows) // ROW * ROW),
            picture=picture,
            input=input_name(resolved.facts),
            origin="sample",
        )
        return
    doc = "number of samples in a picture"
    count = settings.add(
        Field(
            "samples",
            "int",
            spec.count,
            doc,
            "cadence",
            AT_LEAST_ONE,
            "sample.count",
            ignored_on_resume=True,
        )
    )
    classes = resolved.facts.classes if resolved.spec.task.conditional else None
    in_turn = () if classes is None else (pattern(f"jnp.arange(n) % {classes}", n=count),)
    yield Samples(
        interval=interval, count=count, picture=picture, conditions=in_turn, origin="sample"
    )
    if checkpoint is not None:
        doc = "draw this many samples instead of training"
        settings.add(
            Field(
                "sample",
                "int",
                0,
                doc,
                "run",
                Bounds(0, _MAX_SAMPLES),
                "sample",
                recorded=False,
                host_only=True,
            )
        )
        labels = () if classes is None else (_label(classes, settings),)
        yield SampleFlag(picture=picture, labels=labels, origin="sample")


def _label(classes: int, settings: Settings) -> Expr:
    """The class of the samples that a command line asks for."""
    field = Field(
        "label",
        "int",
        -1,
        "class of samples; -1: each in turn",
        "run",
        Bounds(-1, classes - 1),
        "task.condition",
        recorded=False,
        host_only=True,
    )
    every = f"jnp.arange(c.sample) % {classes}"
    source = f"{every} if label < 0 else label"
    return pattern(source, label=settings.add(field), origin="task.condition")


def _picture(resolved: Resolved) -> Picture:
    """Of samples, which have the units of the data unless these are scaled to [0, 1]."""
    facts, normalize = resolved.facts, resolved.spec.data.normalize
    if len(facts.shape) == 1:
        return Scatter()
    assert normalize is not None, "resolving fills it in"
    scaled = normalize.type == "unit" or 0 <= facts.low <= facts.high <= 1
    span = (0.0, 1.0) if scaled or facts.low == facts.high else (facts.low, facts.high)
    return Grid(scale=max(1, round(_SAMPLE_PIXELS / facts.shape[0])), span=span)
