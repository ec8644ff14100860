"""The program: what a trainer does, as a tree of frozen nodes.

Every node that a spec asked for has an `origin`, the path of the value that it came from. Lowering makes a
program; passes turn it into programs of the same type until every decision is taken; templates render it.
What a pass decides is None, or empty, before it: `passes/` says which pass that is.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Literal as OneOf

from specc.ir.expr import Argument, Call, Expr, Local, Scalar, Setting, Symbol

# Settings -----------------------------------------------------------------------------------------

Group = OneOf["run", "learning", "cadence"]
"""The paragraphs of Config, in this order."""


@dataclasses.dataclass(frozen=True, slots=True)
class Bounds:
    """What a setting can be; `high` may name a constant of the trainer."""

    low: int | float
    high: int | float | str | None = None
    low_open: bool = False
    high_open: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A setting of the run: a field of Config and a flag.

    Attributes:
        free: no metric depends on it, so a run can go on with another value.
        beside_trainer: a path that is relative to the trainer's own folder.
    """

    name: str
    type: str
    default: Scalar
    doc: str
    group: Group
    bounds: Bounds | None
    origin: str
    free: bool = False
    beside_trainer: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Derived:
    """A quantity that follows from settings; a property of Config."""

    name: str
    value: Expr
    comment: str
    origin: str
    bounds: Bounds | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """A check of one setting."""

    field: str
    bounds: Bounds


@dataclasses.dataclass(frozen=True, slots=True)
class Config:
    """All settings, in the order of the page."""

    groups: tuple[tuple[Field, ...], ...]
    derived: tuple[Derived, ...]
    checks: tuple[Check, ...]
    derived_checks: tuple[Check, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Those of all groups."""
        return tuple(field for group in self.groups for field in group)

    @property
    def free(self) -> frozenset[str]:
        """The settings that no metric depends on."""
        return frozenset(field.name for field in self.fields if field.free)


# Schedules ----------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Ramp:
    """A schedule without its warm-up, in the forms that optax has for it.

    Attributes:
        alone: when there is no warm-up.
        after: what follows a warm-up, counted from its end.
        joined: warm-up and all in one call, where optax has one.
        words: the course of the rate, to complete "Linear warm-up to the peak, then …".
    """

    alone: Call
    after: Call
    joined: Call | None
    words: str
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Warmup:
    """A straight line from 0 to `peak` over `steps`, then `then`."""

    peak: Expr
    steps: Expr
    then: Ramp
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class OptaxSchedule:
    """A schedule as the call of optax's that makes it."""

    call: Call
    summary: str
    origin: str


Schedule = Ramp | Warmup | OptaxSchedule

# Optimizer ----------------------------------------------------------------------------------------

Stage = OneOf["clip", "scale", "decay", "rate"]
"""When a transformation applies, in this order."""


@dataclasses.dataclass(frozen=True, slots=True)
class Transform:
    """A gradient transformation of the chain."""

    call: Call
    stage: Stage
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Mask:
    """A function of the trainer's that marks parameters: those whose path ends in one of `names`."""

    function: str
    names: tuple[str, ...]
    summary: str
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Optimizer:
    """The chain that turns gradients into updates; `masks` are those that it uses."""

    chain: tuple[Transform, ...]
    schedule: Schedule
    masks: tuple[Mask, ...]
    origin: str


# Data ---------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """One array of the examples: name, shape of one example, dtype, and what its values are."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    values: str


@dataclasses.dataclass(frozen=True, slots=True)
class Download:
    """A file that is fetched once and kept.

    Attributes:
        variable: what its path is called where data is loaded.
        constant: how the names of the constants begin that have its URL and checksum.
        sha256: its checksum.
        folder: where it is kept, and `name` as what.
    """

    variable: Local
    constant: str
    url: str
    sha256: str
    folder: Expr
    name: str
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """Where examples come from; each kind has a subclass beside its lowering.

    Attributes:
        noun: what they are, to complete "Train a model to classify …".
        settings: what loading reads: those, and files that `load_data` has downloaded.
        readers: the functions that it calls, each a template in `files/` of that name.
    """

    template: str
    noun: str
    settings: tuple[Setting | Local, ...]
    origin: str
    readers: tuple[str, ...] = dataclasses.field(default=(), kw_only=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Statistic:
    """Something measured on the training examples, which the state then carries.

    Attributes:
        shape: of the array.
        comment: what it is.
    """

    name: str
    shape: tuple[int, ...]
    comment: str


@dataclasses.dataclass(frozen=True, slots=True)
class Normalization:
    """What is done to inputs; each kind has a subclass beside its lowering.

    Attributes:
        values: what inputs are afterwards.
        by_example: whether an example is enough to normalize it, with no statistics of the others.
        in_step: whether it is done to each batch, in the compiled step, because the examples are
            kept as the bytes that they were stored as.
    """

    template: str
    values: str
    statistics: tuple[Statistic, ...]
    origin: str
    in_step: bool = dataclasses.field(default=False, kw_only=True)
    by_example: bool = dataclasses.field(default=True, kw_only=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Augmentation:
    """A random change of the images of a batch; those with parameters have subclasses.

    Attributes:
        mixes: whether it mixes pairs of examples, and with them their targets.
    """

    template: str
    mixes: bool
    origin: str

    @property
    def function(self) -> str:
        """What it is called beside others."""
        return self.template


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """What is predicted; each kind has a subclass beside the lowering of its task.

    Attributes:
        template: of the checks of what was loaded.
        outputs: numbers that a model gives for each example.
        words: what they are: "class logits".
        noun: what predicts: "classifier".
        statistics: those of the targets, if they are standardized.
    """

    template: str
    column: Column
    outputs: int
    words: str
    noun: str
    statistics: tuple[Statistic, ...]
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Holdout:
    """Examples kept for evaluation; each kind has a subclass beside its lowering.

    Attributes:
        rows: how many.
        mend: what helps if they are not what a metric needs.
    """

    template: str
    rows: int
    mend: str
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Data:
    """The examples and how they become batches.

    Attributes:
        placement: where training examples are: on the device, or on the host, in its memory or in a
            file, from which each call's are gathered.
        eval_rows: examples to evaluate on.
        evaluation: where they come from, if not from the source; no others are held out then.
    """

    source: Source
    input: Column
    target: Target
    rows: int
    train_rows: int
    normalization: Normalization
    holdout: Holdout | None
    augmentations: tuple[Augmentation, ...]
    mixing: Augmentation | None
    placement: OneOf["device", "host"] | None
    origin: str
    downloads: tuple[Download, ...] = dataclasses.field(default=(), kw_only=True)
    eval_rows: int = dataclasses.field(default=0, kw_only=True)
    evaluation: Source | None = dataclasses.field(default=None, kw_only=True)

    @property
    def sources(self) -> tuple[Source, ...]:
        """That of the training examples, and that for evaluation."""
        return (self.source,) if self.evaluation is None else (self.source, self.evaluation)

    @property
    def reads_settings(self) -> bool:
        """Whether it is loaded from where the settings of the run say."""
        return any(source.settings for source in self.sources)

    @property
    def bytes_per_example(self) -> int:
        """Of inputs and targets, as they are on the device."""
        size = math.prod(self.input.shape) * (1 if self.input.dtype == "uint8" else 4)
        return size + 4 * math.prod(self.target.column.shape)

    @property
    def statistics(self) -> tuple[Statistic, ...]:
        """All that is measured on the training examples."""
        return self.normalization.statistics + self.target.statistics


# Model --------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Collection:
    """Arrays of a model that gradients do not train but that change in training."""

    name: str
    type: Symbol
    comment: str


@dataclasses.dataclass(frozen=True, slots=True)
class Model:
    """What is trained; each family has a subclass beside its lowering.

    Attributes:
        template: the file that renders it.
        class_name: of the module that it becomes.
        summary: the first line of that module's docstring.
        words: what it is, in a sentence: "a multilayer perceptron".
        collections: the state that it has besides its parameters.
        draws: the setting whose random draws it makes in training (a dropout rate), if any.
        multiplications: of the forward pass of one example, about; None if nobody can tell.
    """

    template: str
    class_name: str
    summary: str
    words: str
    collections: tuple[Collection, ...]
    draws: Expr | None
    multiplications: int | None
    origin: str

    @property
    def reads_settings(self) -> bool:
        """Whether it is made with the settings of the run."""
        return True

    @property
    def has_modes(self) -> bool:
        """Whether it does something else in evaluation than in training."""
        return self.draws is not None or bool(self.collections)


@dataclasses.dataclass(frozen=True, slots=True)
class Operations:
    """The form of convolutions and pooling.

    Attributes:
        helpers: a template in `operations/`, of the functions that the trainer defines for them.
        convolve: the one that applies a convolution to `x`; None if the layer itself does.
        pool: halves the height and the width of `x`.
    """

    helpers: str | None
    convolve: Local | None
    pool: Call


@dataclasses.dataclass(frozen=True, slots=True)
class Convolutional(Model):
    """A model with convolutions of one size and 2x2 pooling; each family has a subclass.

    Attributes:
        kernel_size: height and width of the kernels, odd.
        crops: whether there are maps whose last row or column pooling leaves out.
        operations: the form that suits the machine.
    """

    kernel_size: int
    crops: bool
    operations: Operations | None


# Training -----------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class ClassWeights:
    """What the loss of an example is multiplied by, a number for each class.

    Attributes:
        rows: the numbers, as they stand on lines.
        comment: where they come from.
    """

    rows: tuple[tuple[float, ...], ...]
    comment: str
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Metric:
    """A number per example, averaged over a batch; its template computes it from outputs and label.

    Attributes:
        helpers: the functions that the template calls, each a template in `helper/` of that name.
        options: what the template writes besides; without those that are off.
        weights: of the classes.
        in_units: whether it is in the units of the targets, as they are in the data.
        undivided: whether it takes the outputs as the model gives them, and not their parts.
    """

    name: str
    template: str
    helpers: tuple[str, ...] = ()
    options: tuple[Argument, ...] = ()
    weights: ClassWeights | None = None
    in_units: bool = False
    undivided: bool = dataclasses.field(default=False, kw_only=True)

    def option(self, name: str) -> Expr | None:
        """An option by its name; None if it is off."""
        return next((item.value for item in self.options if item.name == name), None)


@dataclasses.dataclass(frozen=True, slots=True)
class SetMetric(Metric):
    """A number, or a table of numbers, of a whole set of examples.

    Attributes:
        is_matrix: whether it is a table.
    """

    is_matrix: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Objective:
    """What a batch is scored by; training minimizes the first metric.

    Attributes:
        outputs: what the model's outputs are called.
        verb: what is done to the examples: "classify".
        parts: the lines that take the outputs apart before anything is computed from them: a template.
        estimate: what then is compared with the targets.
        summaries: what is measured on the whole evaluation set.
        split: the template of what has to hold of the held-out examples.
    """

    outputs: str
    metrics: tuple[Metric, ...]
    verb: str
    origin: str
    parts: str | None = None
    estimate: str = ""
    summaries: tuple[SetMetric, ...] = ()
    split: str | None = None

    @property
    def score_parts(self) -> str | None:
        """`parts`, if a metric of examples reads them."""
        return self.parts if any(not item.undivided for item in self.metrics) else None

    @property
    def summary_parts(self) -> str | None:
        """`parts`, if a metric of the set reads them."""
        return self.parts if any(not item.undivided for item in self.summaries) else None

    @property
    def names(self) -> tuple[str, ...]:
        """Of the metrics."""
        return tuple(metric.name for metric in self.metrics)

    @property
    def weights(self) -> ClassWeights | None:
        """Those of the loss."""
        return self.metrics[0].weights

    @property
    def helpers(self) -> tuple[str, ...]:
        """The functions that metrics of examples call."""
        return tuple(dict.fromkeys(name for metric in self.metrics for name in metric.helpers))

    @property
    def summary_helpers(self) -> tuple[str, ...]:
        """The functions that metrics of the set call, each after those that it calls itself."""
        found = dict.fromkeys(name for metric in self.summaries for name in metric.helpers)
        return tuple(name for name in found if name not in self.helpers)

    @property
    def in_units(self) -> bool:
        """Whether any metric of examples is in the units of the data."""
        return any(metric.in_units for metric in self.metrics)

    @property
    def summaries_in_units(self) -> bool:
        """Whether any metric of the set is in the units of the data."""
        return any(metric.in_units for metric in self.summaries)

    @property
    def matrices(self) -> tuple[str, ...]:
        """The names of the metrics that are tables."""
        return tuple(metric.name for metric in self.summaries if metric.is_matrix)


@dataclasses.dataclass(frozen=True, slots=True)
class StateField:
    """A field of TrainState: what it is at first, and after a step."""

    name: str
    type: str
    comment: str
    first: Expr
    after: Expr


@dataclasses.dataclass(frozen=True, slots=True)
class Update:
    """One optimizer step on one set of parameters.

    A step has a tuple of them. What an optimizer needs beyond gradients (`optimizer.update`'s extra
    arguments) is in `extra`, so another kind of step is another value here, not another step.
    """

    params: str
    opt_state: str
    extra: tuple[Argument, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A training step: gradients, update, metrics, in state out.

    Attributes:
        draws: what is drawn at random in it, each from a key of its own.
    """

    state: tuple[StateField, ...]
    updates: tuple[Update, ...]
    metrics: tuple[str, ...]
    draws: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Loop:
    """How steps are called: `most` of them at most in one compiled call, between host moments."""

    most: Setting


@dataclasses.dataclass(frozen=True, slots=True)
class Evaluation:
    """When the held-out examples are scored, and how many at once; None for all of them."""

    interval: Expr
    batch_size: Expr | None
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Checkpoints:
    """When the state is saved, and how many of the newest stay."""

    interval: Expr
    keep: Expr
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Sink:
    """Where metrics go."""

    name: OneOf["console", "jsonl"]
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """A run from its first step to its last: what happens between compiled calls."""

    steps: int
    epochs: float
    batch_size: int
    log_interval: Expr
    console: Sink | None
    jsonl: Sink | None
    evaluation: Evaluation | None
    checkpoints: Checkpoints | None

    @property
    def intervals(self) -> tuple[Expr, ...]:
        """The steps between any two moments at which the host has something to do."""
        found = [self.log_interval]
        found += [self.evaluation.interval] if self.evaluation else []
        found += [self.checkpoints.interval] if self.checkpoints else []
        return tuple(dict.fromkeys(found))


Machine = OneOf["any", "cpu", "gpu", "tpu"]
"""What a trainer is written for."""


@dataclasses.dataclass(frozen=True, slots=True)
class Program:
    """All of it."""

    name: str
    description: str | None
    spec_path: str
    digest: str
    machine: Machine
    data: Data
    model: Model
    optimizer: Optimizer
    objective: Objective
    run: Run
    fields: tuple[Field, ...]
    derived: tuple[Derived, ...]
    config: Config | None = None
    step: Step | None = None
    loop: Loop | None = None
