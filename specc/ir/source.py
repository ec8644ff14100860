"""IR of what gives the examples."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.column import Column
from specc.ir.node import Renderable


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
