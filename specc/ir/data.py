"""IR of the data: sets, splits, normalization and augmentation."""

from __future__ import annotations

import dataclasses
import math
from typing import ClassVar
from typing import Literal as OneOf

from specc.fast_dataclasses import dataclass
from specc.ir.column import Column, Role
from specc.ir.decoder import Decoded
from specc.ir.expr import Setting
from specc.ir.run import Run
from specc.ir.source import Download, Source


@dataclass(frozen=True)
class Statistic:
    """A statistic of the training examples, stored in the train state.

    Attributes:
        shape: of the array.
        comment: what it is.
    """

    name: str
    shape: tuple[int, ...]
    comment: str


@dataclass(frozen=True)
class Normalization:
    """Normalization of the inputs; each type has a subclass in `ir/normalizations/`.

    Attributes:
        values: description of the normalized inputs.
        per_example: whether examples are normalized independently, without data set statistics.
        in_step: whether each batch is normalized in the compiled step, because the examples are
            stored as uint8.
        span: the smallest and the largest normalized input; None if only training shows them.
    """

    folder: ClassVar[str] = "data/normalizations/"
    template: str
    values: str
    statistics: tuple[Statistic, ...]
    origin: str
    in_step: bool = dataclasses.field(default=False, kw_only=True)
    per_example: bool = dataclasses.field(default=True, kw_only=True)
    span: tuple[float, float] | None = dataclasses.field(default=None, kw_only=True)


@dataclass(frozen=True)
class Augmentation:
    """A random change of the images of a batch; those with parameters have subclasses.

    Attributes:
        mixes: whether it mixes pairs of examples, and with them their targets.
    """

    folder: ClassVar[str] = "augmentation/"
    template: str
    mixes: bool
    origin: str

    @property
    def function(self) -> str:
        """The name of its function."""
        return self.template


@dataclass(frozen=True)
class Target:
    """The prediction target; each type has a subclass in `ir/tasks/`.

    Attributes:
        kind: kind of values, which selects the checks: classes, named, numbers or zero_one.
        outputs: number of model outputs per example.
        words: what they are: "class logits".
        noun: noun for the model: "classifier".
        statistics: those of the targets, if they are standardized.
        balance: class weights computed from the training examples, if any.
        can_interpolate: whether targets can be interpolated (mixup); otherwise the losses are.
        label_storage: how labels are stored, if not as integers of shape (n,): floats, column.
    """

    kind: str
    column: Column
    outputs: int
    words: str
    noun: str
    statistics: tuple[Statistic, ...]
    origin: str
    balance: Statistic | None = dataclasses.field(default=None, kw_only=True)
    can_interpolate: bool = dataclasses.field(default=False, kw_only=True)
    label_storage: tuple[OneOf["floats", "column"], ...] = dataclasses.field(
        default=(), kw_only=True
    )


@dataclass(frozen=True)
class Holdout:
    """How examples of the source are held out; each kind has a subclass in `ir/splits/`."""

    kind: str
    origin: str


@dataclass(frozen=True)
class EvalSet:
    """Examples that are scored and never trained on.

    Attributes:
        prefix: prefix of its metrics and constants: "eval", "test" or the name of a further set.
        rows_variable: name of the variable that holds its row indices, if it is held out.
        adjective: what its examples are: "held-out".
        rows: how many examples.
        source: where they come from; None if they are held out of the source.
        unit: what is counted, in the plural.
    """

    prefix: str
    rows_variable: str
    adjective: str
    rows: int
    source: Source | None
    origin: str
    unit: str = "examples"

    @property
    def constant(self) -> str:
        """The name of the constant for its size."""
        return f"{self.prefix}_{self.unit}".upper()


@dataclass(frozen=True)
class Reader:
    """Prefetching: `threads` decode examples ahead of the training steps."""

    threads: Setting
    origin: str


@dataclass(frozen=True)
class Data:
    """The examples and how they become batches.

    Attributes:
        columns: of a batch.
        target: what is known of the target column; None if there is none.
        decoded: what a decoder of examples gives; None if the loss asks for none.
        holdout: how sets without a source of their own are split off; None if there are none.
        eval_sets: the evaluation and test sets, and further ones.
        placement: where training examples are: on the device, or on the host, in its memory or in a
            file, from which each call's are gathered, or in files that are decoded when they are used.
        reader: of those files.
        eval_placement: the same for the evaluation and test sets.
    """

    layout: ClassVar[str] = "rows"
    """What examples are: the module in `compose/data/` that writes the section."""

    unit: ClassVar[str] = "examples"
    """What the source has, in names of constants and rates."""

    per_step: ClassVar[str] = "batch_size"
    """The setting that says how many of these a step has."""

    inputs_as_read: ClassVar[bool] = False
    """Whether inputs stay as the source gives them, which also checks them."""

    casts_inputs: ClassVar[bool] = True
    """Whether inputs are cast to the dtype that a model computes in; tokens stay integers."""

    casts_logits: ClassVar[bool] = False
    """Whether what measures the outputs of a model casts them to float32 itself."""

    source: Source
    columns: tuple[Column, ...]
    target: Target | None
    rows: int
    train_rows: int
    normalization: Normalization
    holdout: Holdout | None
    augmentations: tuple[Augmentation, ...]
    mixing: Augmentation | None
    placement: OneOf["device", "host", "files"] | None
    origin: str
    downloads: tuple[Download, ...] = dataclasses.field(default=(), kw_only=True)
    eval_sets: tuple[EvalSet, ...] = dataclasses.field(default=(), kw_only=True)
    reader: Reader | None = dataclasses.field(default=None, kw_only=True)
    eval_placement: OneOf["device", "files"] = dataclasses.field(default="device", kw_only=True)
    decoded: Decoded | None = dataclasses.field(default=None, kw_only=True)

    def column(self, role: Role) -> Column | None:
        """The column of a role, if there is one."""
        return next((column for column in self.columns if column.role == role), None)

    @property
    def input(self) -> Column:
        """What the model sees."""
        column = self.column("input") or self.column("tokens")
        assert column is not None
        return column

    @property
    def per_token(self) -> bool:
        """Whether each token of an example has a target."""
        return False

    @property
    def given(self) -> tuple[str, ...]:
        """Columns that the model sees besides the input."""
        return ()

    @property
    def train_constant(self) -> str:
        """The name of the constant for the size of the training set."""
        return f"TRAIN_{self.unit}".upper()

    @property
    def plural(self) -> str:
        """What the source has, in words."""
        return "examples"

    @property
    def rows_per_example(self) -> int:
        """Rows of the source in an example."""
        return 1

    @property
    def batch_origin(self) -> str:
        """The fields of which `batch_words` speaks."""
        return "train.duration data.source"

    def batch_words(self, run: Run) -> str:
        """How a sentence goes on after the size of a batch."""
        epochs = f"{run.epochs:,.0f}" if run.epochs.is_integer() else f"{run.epochs:,.3g}"
        plural = "" if epochs == "1" else "s"
        return f" ({epochs} epoch{plural} of {self.train_rows // run.batch_size:,})."

    @property
    def predicted(self) -> bool:
        """Whether a model predicts the target, and is not given it."""
        return self.target is not None and self.target.column.role == "target"

    @property
    def required_target(self) -> Target:
        """The target, where a task has one."""
        assert self.target is not None
        return self.target

    @property
    def required_decoded(self) -> Decoded:
        """What a decoder gives, where a loss asks for one."""
        assert self.decoded is not None
        return self.decoded

    @property
    def weight(self) -> Column | None:
        """How much examples count, if not the same."""
        return self.column("weight")

    @property
    def held_out_sets(self) -> tuple[EvalSet, ...]:
        """The sets that are held out of the source."""
        return tuple(item for item in self.eval_sets if item.source is None)

    @property
    def external_sets(self) -> tuple[EvalSet, ...]:
        """The sets with a data source of their own."""
        return tuple(item for item in self.eval_sets if item.source is not None)

    @property
    def sources(self) -> tuple[Source, ...]:
        """That of the training examples, and those of the sets that have their own."""
        return (self.source, *(item.source for item in self.eval_sets if item.source is not None))

    @property
    def bytes_per_example(self) -> int:
        """The size of an example on the device, in bytes."""
        return sum(
            math.prod(column.shape) * (1 if column.dtype == "uint8" else 4)
            for column in self.columns
        )

    @property
    def statistics(self) -> tuple[Statistic, ...]:
        """All that is measured on the training examples."""
        if self.target is None:
            return self.normalization.statistics
        balance = (self.target.balance,) if self.target.balance else ()
        return self.normalization.statistics + self.target.statistics + balance
