"""What optimizers have in common."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from specc.spec.block import Block
from specc.spec.chain import Chained
from specc.spec.change import ScheduledNonNegative
from specc.spec.family import Family
from specc.spec.fields import Factor, NonNegative
from specc.spec.groups import REST, Group
from specc.spec.paths import Selection
from specc.spec.schedule import AnySchedule


class Transform(NamedTuple):
    """One of optax's gradient transformations, as an optimizer uses it.

    Attributes:
        function: its name in optax, such as `scale_by_adam` or `contrib.muon`.
        arguments: its arguments by keyword, each with the field of the optimizer that it takes.
        options: those that are only written out where they differ from optax's default, or are settings.
        constants: those that the optimizer fixes.
        parts: those that are transformations themselves, one after the other; one whose options all have
            their defaults is optax's default as well.
        unless_zero: it is left out where this field is zero or false.
        unless: it is left out where this field is neither.
        mask: the field that says which parameters decay.
        masks: the arguments that take that, each with the field at whose zero it is left out.
        only: the function that marks the parameters that it applies to, if not to all.
        stage: when it applies: before the gradients' own scaling, with it, or after it.
        rate: its argument that takes the learning rate, if it applies that itself.
        key: its argument that takes a random key, if it draws anything.
        takes_schedules: whether optax lets its numbers be schedules as they are.
    """

    function: str
    arguments: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    constants: tuple[tuple[str, bool | float | str], ...] = ()
    parts: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    unless_zero: str | None = None
    unless: str | None = None
    mask: str | None = None
    masks: tuple[tuple[str, str | None], ...] = (("mask", None),)
    only: Literal["matrices", "vectors"] | None = None
    stage: Literal["aggregate", "penalty", "scale", "decay", "ratio", "finish"] = "scale"
    rate: str | None = None
    key: str | None = None
    takes_schedules: bool = False


def same(*names: str) -> tuple[tuple[str, str], ...]:
    """Arguments that have the names of the fields that they take."""
    return tuple((name, name) for name in names)


def alias(
    function: str, fields: str = "", *, rate: str = "learning_rate", **more: Any
) -> Transform:
    """One of optax's optimizers; `fields`, with blanks between, are called as its arguments are."""
    return Transform(function, options=same(*fields.split()), rate=rate, **more)


class Update(Block):
    """What turns gradients into updates: an optimizer, or one around another."""

    type: str

    tunable: ClassVar[tuple[str, ...]] = ()
    """The fields that people vary between runs, and so become settings of the trainer."""

    moments: ClassVar[int]
    """Numbers kept for each weight from step to step, whatever the settings."""

    needs: ClassVar[tuple[str, ...]] = ()
    """What its `update` takes by keyword besides gradients, state and parameters (`value`, `value_fn`)."""

    wrapper: ClassVar[Transform | None] = None
    """What goes around its transformations, which are the first argument of that."""

    evaluated: ClassVar[str | None] = None
    """optax's function of its state and the parameters that gives those to evaluate, if there is one."""

    untyped: ClassVar[bool] = False
    """Whether its state begins with Python numbers, whose types the first step would change."""

    around: ClassVar[str | None] = None
    """The field with the optimizer that it goes around."""

    takes: ClassVar[Literal["schedule", "warmup", "number"]] = "schedule"
    """What can be the learning rate: any schedule, a constant one after a warm-up, or a number."""


class Optimizer(Update, Chained):
    """An optimizer: clipping and the like, then its own transformations, then the learning rate."""

    learning_rate: AnySchedule = Field(
        description="The step size: a number, or a schedule with a type."
    )
    groups: Annotated[tuple[Group, ...], Field(strict=False)] = Field(
        (),
        description="Parameters that are trained otherwise than the rest. The first group that a parameter "
        "matches is its own.",
    )
    layer_decay: Factor | None = Field(
        None,
        description="What the learning rate is multiplied by for each layer further from the output, whose "
        "own is whole.",
    )

    transforms: ClassVar[tuple[Transform, ...]]
    """Between the clipping and the learning rate, in the order in which they apply."""

    named: ClassVar[tuple[Transform, ...]] = ()
    """The optimizers of optax that are these transformations with a learning rate; the first that applies."""

    usual_rate: ClassVar[str]
    """A learning rate that most people would start with."""

    largest_rate: ClassVar[float]
    """The largest learning rate that can be meant."""

    normalizes: ClassVar[bool]
    """Whether updates have about the size of the learning rate, whatever that of the gradients."""

    moving: ClassVar[tuple[str, ...]] = ("momentum", "b1")
    """The fields with the decay rate of what Nesterov's method looks ahead along."""

    gradients: ClassVar[Literal["plain", "per_example"]] = "plain"
    """What its `update` takes: the gradient of a batch, or one for each of its examples."""

    divides_moments: ClassVar[bool] = False
    """Whether it divides the mean of gradients by the root of that of their squares, as Adam does."""

    plain: ClassVar[str | None] = None
    """The optimizer that it is without decay, if that has a name."""

    marked: ClassVar[str] = "weight decay applies to"
    """What is said of the parameters that its mask names."""

    whole_data: ClassVar[str | None] = None
    """Why gradients of batches mislead it, if they do."""

    @property
    def needs_rate(self) -> str | None:
        """What a learning rate of 0 in the first step, where warm-ups begin, does to it, if anything."""
        return None

    @property
    def selects(self) -> bool:
        """Whether it does something to some parameters and not to others, by their paths."""
        return bool(self.groups) or isinstance(getattr(self, "mask", None), Selection)

    @model_validator(mode="after")
    def _groups_go_together(self) -> Self:
        if (self.groups or self.layer_decay) and (text := _clash(self)):
            raise PydanticCustomError("specc_group", "{text}", {"text": text})
        return self


def _clash(optimizer: Optimizer) -> str | None:
    """Why an optimizer cannot have the groups that it has; None if it can."""
    names = [group.name for group in optimizer.groups if group.name is not None]
    if REST in names:
        return f"{REST} is what parameters of no group are called"
    if len(set(names)) < len(names):
        return f"two groups are called {max(names, key=names.count)}"
    own = [group.optimizer for group in optimizer.groups if group.optimizer is not None]
    for found in (optimizer, *own):
        if found.needs or found.evaluated is not None:
            return f"{found.type} works on all parameters as one and cannot be split into groups"
        if own and any(transform.rate for transform in found.transforms):
            return f"{found.type} applies its learning rate itself and cannot share it with another"
        if own and found.gradients != "plain":
            return (
                f"{found.type} takes a gradient for each example and cannot share it with another"
            )
    return None


class DecoupledDecay(Optimizer):
    """An optimizer that takes a share off the weights themselves (Loshchilov & Hutter 2019)."""

    weight_decay: ScheduledNonNegative = Field(
        1e-4, description="Share of a weight taken off per step, times the learning rate."
    )
    mask: Literal["kernels", "all"] | Selection = Field(
        "kernels",
        description="What decays: kernels (neither biases nor scales of norms), all parameters, or those "
        "whose paths match.",
    )

    tunable: ClassVar[tuple[str, ...]] = ("weight_decay",)
    decay: ClassVar[Transform] = Transform(
        "add_decayed_weights",
        same("weight_decay"),
        unless_zero="weight_decay",
        mask="mask",
        stage="decay",
        takes_schedules=True,
    )


class Penalty(DecoupledDecay):
    """An optimizer that adds a share of the weights to the gradients: an L2 penalty on the loss."""

    weight_decay: NonNegative = Field(
        0.0, description="Share of a weight added to its gradient: an L2 penalty of half of it."
    )

    decay: ClassVar[Transform] = DecoupledDecay.decay._replace(stage="penalty")


AnyOptimizer = Annotated[Any, Family("specc.spec.optimizers", "optimizer")]


def nested(written: Update) -> Iterator[tuple[tuple[str, ...], Update]]:
    """An optimizer and those inside it, the innermost last, with the paths to them from it."""
    path: tuple[str, ...] = ()
    while True:
        yield path, written
        if written.around is None:
            return
        path, written = (*path, written.around), getattr(written, written.around)


class Placed(NamedTuple):
    """An optimizer, wherever it stands.

    Attributes:
        path: to it, from the outermost.
        group: the one that it is of, if it is not of all parameters.
    """

    path: tuple[str | int, ...]
    written: Any
    group: Group | None


def everywhere(written: Update) -> Iterator[Placed]:
    """An optimizer, those inside it, and after each those of its groups."""
    for path, block in nested(written):
        yield Placed(path, block, None)
        for number, group in enumerate(getattr(block, "groups", ())):
            if group.optimizer is not None:
                yield Placed((*path, "groups", number, "optimizer"), group.optimizer, group)


def innermost(written: Update) -> tuple[tuple[str, ...], Any]:
    """The optimizer with the learning rate, and the path to it."""
    *_, last = nested(written)
    return last
