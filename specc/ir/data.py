"""IR of the data: sources, columns, splits, normalization and augmentation."""

from __future__ import annotations

import dataclasses
import math
from typing import ClassVar
from typing import Literal as OneOf

from specc.fast_dataclasses import dataclass
from specc.ir.decoder import Decoded
from specc.ir.expr import Setting
from specc.ir.node import Renderable
from specc.ir.run import Run

Role = OneOf["input", "target", "condition", "weight", "tokens", "length", "noise"]
"""What a column is to a loss."""


@dataclass(frozen=True)
class Column:
    """A column of a batch: name, shape per example, dtype, description of its values, and role.

    Attributes:
        levels: number of values that a pixel can have; None if they are not integers in the data.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    value_description: str
    role: Role = "input"
    origin: str = "data"
    levels: int | None = None
    template: ClassVar[str] = "data/column"

    @property
    def description(self) -> str:
        """Shape, dtype and values of the column of a batch."""
        return f"{self.batch_shape} {self.dtype}, {self.value_description}"

    @property
    def batch_shape(self) -> str:
        """The shape of the column of a batch of n examples."""
        extents = ", ".join(map(str, self.shape))
        return f"(n, {extents})" if extents else "(n,)"


@dataclass(frozen=True)
class Download:
    """A file that is fetched once and kept.

    Attributes:
        constant: prefix of the constants that hold its URL and checksum.
        sha256: its checksum.
    """

    constant: str
    url: str
    sha256: str
    origin: str


@dataclass(frozen=True)
class Fill:
    """What replaces missing values of some inputs.

    Attributes:
        how: the statistic: mean, median or most_frequent.
        names: the columns of numbers, and their places among the inputs.
        blocks: columns of text, each with the first of its indicators and the one after the last.
    """

    how: str
    names: tuple[tuple[str, int], ...]
    blocks: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class Imputation:
    """Statistics of training examples that replace missing values.

    Attributes:
        fills: by statistic.
        inputs: how many inputs there are.
    """

    fills: tuple[Fill, ...]
    inputs: int
    origin: str

    @property
    def places(self) -> tuple[int, ...]:
        """The inputs that may be missing."""
        found = [place for item in self.fills for _, place in item.names]
        found += [n for item in self.fills for _, a, b in item.blocks for n in range(a, b)]
        return tuple(sorted(found))


@dataclass(frozen=True)
class Modes:
    """The modes of a distribution: how many, and the standard deviation around the center of each.

    The trainer has a function `mode_centers`.
    """

    count: int
    std: float


@dataclass(frozen=True)
class Source:
    """A data source; each type has a subclass in `ir/sources/`.

    Its template is the expression that loads the data as a dictionary of arrays.

    Attributes:
        functions: functions that the expression calls, each a template in `data/functions/`.
        noun_phrase: noun phrase for the examples, as in "Train a model to classify …".
        names: names of its arrays, in the order of the columns.
        builtin: whether a library ships the data, so that only the shape is checked.
        has_batch_shape: whether its targets already have the shape that a batch needs.
        decodes_lazily: whether each example is a file that can be decoded on demand.
        has_weights: whether it provides example weights.
        title_phrase: verb phrase for the title, if it cannot be derived from `noun_phrase`.
        imputation: what replaces missing values of its inputs.
        class_names: names of classes, if its labels are names.
        columns: what it provides besides inputs, targets and weights, as it is stored.
    """

    folder: ClassVar[str] = "data/sources/"
    functions: ClassVar[tuple[str, ...]] = ()
    writer: ClassVar[str] = "arrays"
    """The module in `compose/data/sources/` that writes what reads it."""

    numbers_labels: ClassVar[bool] = False
    """Whether what reads it numbers labels that are names."""

    template: str
    noun_phrase: str
    origin: str
    names: tuple[str, ...] = dataclasses.field(default=(), kw_only=True)
    builtin: bool = dataclasses.field(default=False, kw_only=True)
    has_batch_shape: bool = dataclasses.field(default=False, kw_only=True)
    decodes_lazily: bool = dataclasses.field(default=False, kw_only=True)
    has_weights: bool = dataclasses.field(default=False, kw_only=True)
    title_phrase: str | None = dataclasses.field(default=None, kw_only=True)
    imputation: Imputation | None = dataclasses.field(default=None, kw_only=True)
    class_names: tuple[str, ...] | None = dataclasses.field(default=None, kw_only=True)
    columns: tuple[Column, ...] = dataclasses.field(default=(), kw_only=True)

    @property
    def reads_run(self) -> bool:
        """Whether it reads the checkpoints of another run."""
        return False

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """Functions of its own that the expression calls."""
        return ()

    @property
    def modes(self) -> Modes | None:
        """Those of the distribution that it draws from, if they are known."""
        return None

    @property
    def holder(self) -> str:
        """The data set, as in "predict the targets of …"."""
        return self.noun_phrase.removeprefix("the examples of ").removeprefix("the images of ")


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
        prefix: prefix of its metrics and constants: "eval" or "test".
        rows_variable: name of the variable that holds its row indices.
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
        eval_sets: the evaluation and test sets.
        placement: where training examples are: on the device, or on the host, in its memory or in a
            file, from which each call's are gathered, or in files that are decoded when they are used.
        reader: of those files.
        eval_placement: the same for the evaluation and test sets.
    """

    layout: ClassVar[str] = "rows"
    """What examples are: the module in `compose/data/` that writes the section."""

    unit: ClassVar[str] = "examples"
    """What the source has, in names of constants."""

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
