"""A run from its first step to its last: what the host does between compiled calls, and where metrics go."""

from __future__ import annotations

import dataclasses
from typing import ClassVar, Self

from specc.fast_dataclasses import dataclass
from specc.ir.checkpoints import Checkpoints, OfCheckpoint
from specc.ir.event import Event, LastStepEvent
from specc.ir.expr import Expr, Name, Setting
from specc.ir.node import Node
from specc.ir.norms import LoggedNorms
from specc.ir.picture import Picture


@dataclass(frozen=True, kw_only=True)
class Rows(Event):
    """A row of means is logged."""

    template: ClassVar[str] = "rows"
    interval: Expr


@dataclass(frozen=True, kw_only=True)
class RowsInCalls(Rows):
    """The same where rows are so close to each other that a call has the steps of several."""

    template: ClassVar[str] = "rows_in_calls"


@dataclass(frozen=True, kw_only=True)
class Evaluation(Event):
    """Held-out examples are evaluated."""

    template: ClassVar[str] = "evaluation"
    variable: ClassVar[str] = "eval_interval"
    interval: Expr


@dataclass(frozen=True, kw_only=True)
class EvaluatedRows(Evaluation):
    """Evaluation and a row of means, where both happen at the same steps."""

    template: ClassVar[str] = "evaluated_rows"
    variable: ClassVar[str] = ""


@dataclass(frozen=True, kw_only=True)
class FurtherEvaluation(Event):
    """Several sets are evaluated where otherwise one is; `results` has those of each, by its name.

    Attributes:
        names: of the further sets.
    """

    template: ClassVar[str] = "further_evaluation"
    results: Expr
    names: tuple[str, ...]

    @property
    def prefixes(self) -> str:
        """What metrics begin with that are not of training, as a regular expression."""
        return f"^({'|'.join(('eval', 'test', *self.names))})_"


@dataclass(frozen=True, kw_only=True)
class Test(LastStepEvent):
    """Test examples are evaluated with `state`, after the last step."""

    template: ClassVar[str] = "test"
    of_result: ClassVar[bool] = True
    state: Expr = Name("state")

    def with_result(self, state: Expr) -> Self:
        """See `LastStepEvent`."""
        return dataclasses.replace(self, state=state)


@dataclass(frozen=True, kw_only=True)
class Samples(LastStepEvent):
    """A picture of samples is drawn.

    Attributes:
        count: their number.
        conditions: what they are drawn for, such as labels.
    """

    template: ClassVar[str] = "samples"
    variable: ClassVar[str] = "sample_interval"
    draws: ClassVar[bool] = True
    interval: Expr
    count: Expr
    conditions: tuple[Expr, ...] = ()
    picture: Picture


@dataclass(frozen=True, kw_only=True)
class Reconstructions(Samples):
    """A picture of held-out examples and their reconstructions is drawn; `input` is their column."""

    template: ClassVar[str] = "reconstructions"
    input: str


@dataclass(frozen=True, kw_only=True)
class DrawnByFlag(OfCheckpoint):
    """Samples are drawn from a checkpoint, instead of training.

    Attributes:
        settings: of the sampler, which are not those of the run but of this start.
    """

    settings: tuple[Setting, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SampleFlag(DrawnByFlag):
    """They are pictures or points.

    Attributes:
        labels: the class that they are drawn of, or those; empty if they are drawn of none.
    """

    template: ClassVar[str] = "sample_flag"
    labels: tuple[Expr, ...] = ()
    picture: Picture

    @property
    def command(self) -> tuple[str, str]:
        """Samples instead of training."""
        return " --sample 16", f"draw from the {self.which} checkpoint"


@dataclass(frozen=True, kw_only=True)
class Text(LastStepEvent):
    """A text is written.

    Attributes:
        count: how many tokens are drawn.
        prompt: what it begins with.
    """

    template: ClassVar[str] = "text"
    variable: ClassVar[str] = "sample_interval"
    draws: ClassVar[bool] = True
    interval: Expr
    count: Expr
    prompt: Expr


@dataclass(frozen=True, kw_only=True)
class TextFlag(DrawnByFlag):
    """A checkpoint writes a text.

    Attributes:
        prompt: what it begins with.
    """

    template: ClassVar[str] = "text_flag"
    prompt: Expr

    @property
    def command(self) -> tuple[str, str]:
        """A text instead of training."""
        return " --sample 500", f"write with the {self.which} checkpoint"


@dataclass(frozen=True, kw_only=True)
class Curves(Event):
    """Learning curves are drawn from the log, at the end."""

    template: ClassVar[str] = "curves"


@dataclass(frozen=True, kw_only=True)
class Sink(Node):
    """Where rows of metrics go; each kind has a template in `sinks/`.

    Attributes:
        defines: whether it has functions of its own, which take the numbers of a row without its tables.
        writes: whether it writes files itself, and so has to say where that failed.
        opens: whether something is open during the run.
        opened_in: the slot in which it is opened.
        claim: the file or folder in the workdir that says that there is a run, if it makes one.
        writer: the module in `compose/sinks/` that writes what it has besides its template.
        last: the step whose row is the last that stays when a run goes on.
    """

    folder: ClassVar[str] = "sinks/"
    defines: ClassVar[bool] = True
    writes: ClassVar[bool] = False
    claim: ClassVar[str | None] = None
    writer: ClassVar[str] = "plain"
    opens: ClassVar[bool] = True
    opened_in: str = "train.sinks"
    last: Expr = Name("step")


@dataclass(frozen=True)
class Run:
    """How long a run is, what happens in it, and where metrics go.

    Attributes:
        norms: those that are logged of each module; None for totals alone.
    """

    steps: int
    epochs: float
    batch_size: int
    events: tuple[Event, ...]
    sinks: tuple[Sink, ...]
    norms: LoggedNorms | None = None

    @property
    def samples(self) -> bool:
        """Whether samples are drawn."""
        return any(event.draws for event in self.events)

    @property
    def checkpoints(self) -> Checkpoints | None:
        """When the state is saved, if it is."""
        return next((event for event in self.events if isinstance(event, Checkpoints)), None)
