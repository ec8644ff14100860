"""Where rows of metrics go, one class per kind."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument, Expr, Literal
from specc.ir.run import Sink
from specc.ir.user_code import UserCall


@dataclass(frozen=True, kw_only=True)
class Console(Sink):
    """Rows in the terminal."""

    template: ClassVar[str] = "console"
    opens: ClassVar[bool] = False
    defines: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class Jsonl(Sink):
    """Rows in metrics.jsonl."""

    template: ClassVar[str] = "jsonl"
    defines: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class Csv(Sink):
    """Rows in metrics.csv."""

    template: ClassVar[str] = "csv"
    writes: ClassVar[bool] = True
    claim: ClassVar[str | None] = "metrics.csv"


@dataclass(frozen=True, kw_only=True)
class TensorBoard(Sink):
    """Events for TensorBoard.

    Attributes:
        samples: whether it also shows samples.
        histograms: whether it also shows histograms of weights.
    """

    template: ClassVar[str] = "tensorboard"
    writer: ClassVar[str] = "tensorboard"
    writes: ClassVar[bool] = True
    claim: ClassVar[str | None] = "tensorboard"
    samples: bool
    histograms: bool


@dataclass(frozen=True, kw_only=True)
class Wandb(Sink):
    """A run of Weights & Biases; `arguments` of `wandb.init` say which."""

    template: ClassVar[str] = "wandb"
    writes: ClassVar[bool] = True
    claim: ClassVar[str | None] = "wandb.json"
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, kw_only=True)
class Mlflow(Sink):
    """A run of MLflow; `tracking_uri` is a setting."""

    template: ClassVar[str] = "mlflow"
    claim: ClassVar[str | None] = "mlflow.txt"
    experiment: Literal
    tracking_uri: Expr


@dataclass(frozen=True, kw_only=True)
class OwnSink(Sink):
    """A function of the user's, called with the step and the numbers of its row."""

    template: ClassVar[str] = "python"
    writer: ClassVar[str] = "python"
    opens: ClassVar[bool] = False
    call: UserCall
