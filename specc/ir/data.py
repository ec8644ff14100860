"""IR of the data: sources, columns, splits, normalization and augmentation."""

from __future__ import annotations

import dataclasses
import math
from typing import ClassVar
from typing import Literal as OneOf

from specc.ir.expr import Setting


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column of the data set: name, shape per example, dtype, and description of its values."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    value_description: str
    origin: str = "data"
    template: ClassVar[str] = "data/column"

    @property
    def description(self) -> str:
        """Shape, dtype and values of the column of a batch."""
        extents = ", ".join(map(str, self.shape))
        return f"(n, {extents}) {self.dtype}, {self.value_description}".replace("(n, )", "(n,)")


@dataclasses.dataclass(frozen=True, slots=True)
class Download:
    """A file that is fetched once and kept.

    Attributes:
        constant: how the names of the constants begin that have its URL and checksum.
        sha256: its checksum.
    """

    constant: str
    url: str
    sha256: str
    origin: str
    template: ClassVar[str] = "data/download"


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A data source; each type has a subclass in the module that lowers it.

    Its template is the expression that reads them, a dictionary of arrays.

    Attributes:
        noun_phrase: what they are, to complete "Train a model to classify …".
        names: what its arrays are called: those of inputs, of targets, and of weights if it has any.
        builtin: whether they come with a library, so that nothing but their shape can be wrong.
        has_batch_shape: whether its targets have the shape of those of a batch, whatever was stored.
        decodes_lazily: whether each example is a file that takes decoding, so that it can wait to be used.
        has_weights: whether it also gives a weight for each example.
        title_phrase: verb phrase for the title, if it cannot be derived from `noun_phrase`.
    """

    folder: ClassVar[str] = "data/sources/"
    template: str
    noun_phrase: str
    origin: str
    names: tuple[str, ...] = dataclasses.field(default=(), kw_only=True)
    builtin: bool = dataclasses.field(default=False, kw_only=True)
    has_batch_shape: bool = dataclasses.field(default=False, kw_only=True)
    decodes_lazily: bool = dataclasses.field(default=False, kw_only=True)
    has_weights: bool = dataclasses.field(default=False, kw_only=True)
    title_phrase: str | None = dataclasses.field(default=None, kw_only=True)

    @property
    def holder(self) -> str:
        """What has the examples, to complete "predict the targets of"."""
        return self.noun_phrase.removeprefix("the examples of ").removeprefix("the images of ")


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
    """Normalization of the inputs; each type has a subclass in the module that lowers it.

    Attributes:
        values: what inputs are afterwards.
        per_example: whether an example is enough to normalize it, with no statistics of the others.
        in_step: whether it is done to each batch, in the compiled step, because the examples are
            kept as the bytes that they were stored as.
    """

    folder: ClassVar[str] = "data/normalizations/"
    template: str
    values: str
    statistics: tuple[Statistic, ...]
    origin: str
    in_step: bool = dataclasses.field(default=False, kw_only=True)
    per_example: bool = dataclasses.field(default=True, kw_only=True)


@dataclasses.dataclass(frozen=True, slots=True)
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


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """The prediction target; each type has a subclass in the module that lowers its task.

    Attributes:
        kind: of its values, by which they are checked.
        outputs: numbers that a model gives for each example.
        words: what they are: "class logits".
        noun: what predicts: "classifier".
        statistics: those of the targets, if they are standardized.
        balance: the weights of the classes, if they follow from the training examples.
        can_interpolate: whether targets can be mixed as inputs can; otherwise losses are.
        label_storage: how labels are stored, other than as whole numbers (n,): floats, column.
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


@dataclasses.dataclass(frozen=True, slots=True)
class Holdout:
    """How examples of the source are held out; each kind has a subclass beside its lowering."""

    kind: str
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class EvalSet:
    """Examples that are scored and never trained on.

    Attributes:
        prefix: of its metrics and of its constants: "eval" or "test".
        rows_variable: of its row numbers.
        adjective: what its examples are: "held-out".
        rows: how many examples.
        source: where they come from; None if they are held out of the source.
    """

    prefix: str
    rows_variable: str
    adjective: str
    rows: int
    source: Source | None
    origin: str

    @property
    def constant(self) -> str:
        """The name of the number of its examples."""
        return f"{self.prefix.upper()}_EXAMPLES"


@dataclasses.dataclass(frozen=True, slots=True)
class Reader:
    """How examples are decoded ahead of the steps; `threads` do it."""

    threads: Setting
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Data:
    """The examples and how they become batches.

    Attributes:
        holdout: how sets without a source of their own are split off; None if there are none.
        eval_sets: the sets that are evaluated on, and tested on at the end.
        placement: where training examples are: on the device, or on the host, in its memory or in a
            file, from which each call's are gathered, or in files that are decoded when they are used.
        reader: of those files.
        eval_placement: the same for the evaluation and test sets.
        weight: how much each example counts, if not all of them the same.
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
    placement: OneOf["device", "host", "files"] | None
    origin: str
    downloads: tuple[Download, ...] = dataclasses.field(default=(), kw_only=True)
    eval_sets: tuple[EvalSet, ...] = dataclasses.field(default=(), kw_only=True)
    reader: Reader | None = dataclasses.field(default=None, kw_only=True)
    eval_placement: OneOf["device", "files"] = dataclasses.field(default="device", kw_only=True)
    weight: Column | None = dataclasses.field(default=None, kw_only=True)

    @property
    def held_out_sets(self) -> tuple[EvalSet, ...]:
        """The sets that are held out of the source."""
        return tuple(item for item in self.eval_sets if item.source is None)

    @property
    def external_sets(self) -> tuple[EvalSet, ...]:
        """The sets that are data of their own."""
        return tuple(item for item in self.eval_sets if item.source is not None)

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns of a batch."""
        return (self.input, self.target.column, *([self.weight] if self.weight else []))

    @property
    def sources(self) -> tuple[Source, ...]:
        """That of the training examples, and those of the sets that have their own."""
        return (self.source, *(item.source for item in self.eval_sets if item.source is not None))

    @property
    def bytes_per_example(self) -> int:
        """Of all columns, as they are on the device."""
        return sum(
            math.prod(column.shape) * (1 if column.dtype == "uint8" else 4)
            for column in self.columns
        )

    @property
    def statistics(self) -> tuple[Statistic, ...]:
        """All that is measured on the training examples."""
        balance = (self.target.balance,) if self.target.balance else ()
        return self.normalization.statistics + self.target.statistics + balance
