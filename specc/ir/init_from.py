"""Weights of another run, or of a file, which a run begins with."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Where weights are; each kind has a subclass.

    Attributes:
        path: the setting that says where.
    """

    path: Expr
    origin: str

    @property
    def read(self) -> Expr:
        """Which weights they are, and the arrays by their paths."""
        raise NotImplementedError

    @property
    def read_again(self) -> Expr:
        """The same, of those that a run began with, by what it has written of the `first`."""
        raise NotImplementedError

    @property
    def key(self) -> Expr:
        """The path of an array there: its `key` in the state, or its `name`, without the field."""
        raise NotImplementedError

    @property
    def place(self) -> Expr:
        """What a `source` is called."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class RunWeights(Weights):
    """Those of the newest checkpoint of another run."""

    @property
    def read(self) -> Expr:
        """See `Weights`."""
        return pattern("read_run(path.resolve())", path=self.path)

    @property
    def read_again(self) -> Expr:
        """See `Weights`."""
        return pattern("read_step(Path(first['run']), first['step'])")

    @property
    def key(self) -> Expr:
        """See `Weights`."""
        return Name("key")

    @property
    def place(self) -> Expr:
        """See `Weights`."""
        return pattern("f\"{source['run']} at step {source['step']:,}\"")


@dataclass(frozen=True, kw_only=True)
class Stored:
    """Parameters as a file has them.

    Attributes:
        pattern: of their paths; `*` is a part, or anything within one.
        names: of the arrays of the file that each is made of, along the last axis, with a `*` for each of the
            pattern.
        transposed: whether these have the axes the other way round.
    """

    pattern: str
    names: tuple[str, ...]
    transposed: bool


@dataclass(frozen=True, kw_only=True)
class FileWeights(Weights):
    """Those of a safetensors file.

    Attributes:
        stored: how it has parameters; empty if by their paths, as they are.
        of_hugging_face: whether that is how an architecture of theirs has them.
    """

    stored: tuple[Stored, ...]
    of_hugging_face: bool

    @property
    def read(self) -> Expr:
        """See `Weights`."""
        return pattern("read_weights(path.resolve())", path=self.path)

    @property
    def read_again(self) -> Expr:
        """See `Weights`."""
        return pattern("read_weights(Path(first['file']))")

    @property
    def key(self) -> Expr:
        """See `Weights`."""
        return Name("name")

    @property
    def place(self) -> Expr:
        """See `Weights`."""
        return pattern("source['file']")


@dataclass(frozen=True, kw_only=True)
class InitFrom:
    """Arrays of the state that are others, where path and shape are the same.

    Attributes:
        source: where they are.
        skipped: whether an array is not taken, by its `path` or `name`; None if all are.
        complete: whether all that is selected has to be there, since it is not trained, or since a file is
            to have all of it.
    """

    source: Weights
    skipped: Expr | None
    complete: bool
    origin: str
