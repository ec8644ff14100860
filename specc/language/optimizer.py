"""The base classes of optimizers."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from specc.language.block import Block
from specc.language.chain import Chained
from specc.language.change import ScheduledNonNegative, highest
from specc.language.family import Family
from specc.language.fields import Factor, NonNegative
from specc.language.on_demand import on_demand
from specc.language.paths import Selection
from specc.language.schedule import AnySchedule

if TYPE_CHECKING:
    from specc.language.groups import Group
else:  # see `specc.language.on_demand`
    Group = on_demand("specc.language.groups", "Group")


class Transform(NamedTuple):
    """One of optax's gradient transformations, as an optimizer uses it.

    Attributes:
        function: its name in optax, such as `scale_by_adam` or `contrib.muon`.
        arguments: its arguments by keyword, each with the field of the optimizer that it takes.
        options: those that are only written out where they differ from optax's default, or are settings.
        constants: fixed arguments.
        parts: those that are transformations themselves, one after the other; one whose options all have
            their defaults is optax's default as well.
        unless_zero: it is left out where this field is zero or false.
        unless: it is left out where this field is neither.
        mask: the field that says which parameters decay.
        masks: the arguments that take that, each with the field at whose zero it is left out.
        only: the function that marks the parameters that it applies to, if not to all.
        stage: when it applies: before the gradients' own scaling, with it, or after it.
        rate: its argument that takes the learning rate, if it applies that itself.
        takes_schedules: whether optax lets its numbers be schedules as they are.
        scheduled: the trainer's function that replaces it where its numbers follow schedules, if optax's is
            right for constant ones only.
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
    stage: Literal["penalty", "scale", "decay", "trust_ratio", "post_rate"] = "scale"
    rate: str | None = None
    takes_schedules: bool = False
    scheduled: Literal["scheduled_adam"] | None = None


def same(*names: str) -> tuple[tuple[str, str], ...]:
    """Arguments that have the names of the fields that they take."""
    return tuple((name, name) for name in names)


def alias(
    function: str, fields: str = "", *, rate: str = "learning_rate", **more: Any
) -> Transform:
    """One of optax's optimizers; `fields`, with blanks between, are called as its arguments are."""
    return Transform(function, options=same(*fields.split()), rate=rate, **more)


class Decay(NamedTuple):
    """A field of an optimizer that makes weights smaller.

    Attributes:
        field: its name.
        times: what a weight is multiplied by and reduced by in a step, besides the field's number: the
            learning rate, a step size that the optimizer finds out, or nothing. Or a share of the weight is
            added to its gradient, and whatever happens to gradients happens to it.
        mask: the field that says what decays; None if all parameters do, as far as this decay is for them.
    """

    field: str
    times: Literal["learning rate", "step size", "nothing", "gradient"]
    mask: str | None = None


_NEEDS = {
    "value": "the loss of the batch",
    "value_fn": "further losses of the batch, for its line search",
    "obj_fn": "second derivatives, every `update_interval` steps",
    "grad_fn": "further gradients in each step",
}
"""What an optimizer needs in a step, by the argument of its `update`."""

_TAKES = {"warmup": "a constant, optionally with a warm-up", "number": "a constant"}


class Update(Block):
    """An optimizer, or one that wraps another."""

    type: str

    tunable: ClassVar[tuple[str, ...]] = ()
    """The fields that become settings of the trainer, because people vary them between runs."""

    decays: ClassVar[tuple[Decay, ...]] = ()
    """The fields that make weights smaller."""

    moments: ClassVar[int]
    """State per weight, in numbers, with any settings."""

    extra_args: ClassVar[tuple[str, ...]] = ()
    """Extra keyword arguments of its `update` (`value`, `value_fn`)."""

    wrapper: ClassVar[Transform | None] = None
    """The function that wraps its transformations, its first argument."""

    eval_params: ClassVar[str | None] = None
    """optax's function of state and parameters that returns the parameters to evaluate, if any."""

    weakly_typed: ClassVar[bool] = False
    """Whether its initial state has Python numbers, whose types the first step would change."""

    infinite: ClassVar[tuple[str, ...]] = ()
    """Arrays of its state that begin as infinite, by the ends of their paths."""

    wraps: ClassVar[str | None] = None
    """The field of the wrapped optimizer."""

    passes: ClassVar[bool] = True
    """Whether it passes extra arguments on to the wrapped optimizer."""

    takes: ClassVar[Literal["schedule", "warmup", "number"]] = "schedule"
    """Supported learning rates: any schedule, a constant with a warm-up, or a number."""

    @classmethod
    def remarks(cls) -> Iterator[str]:
        """See `Block.remarks`: what it needs."""
        if cls.wraps is not None:
            yield f"It wraps a `{cls.wraps}`."
        rate = cls.model_fields.get("learning_rate")
        if cls.takes in _TAKES:
            yield f"Its learning rate is {_TAKES[cls.takes]}."
        elif rate is not None and not rate.is_required():
            yield "It needs no learning rate."
        for argument in cls.extra_args:
            if argument in _NEEDS:
                yield f"It needs {_NEEDS[argument]}."

    def shrinking(self) -> Iterator[tuple[Decay, float]]:
        """The decays that are not 0, each with the largest number that it has over the run."""
        for decay in self.decays:
            if number := highest(getattr(self, decay.field)):
                yield decay, number

    def part_of(self, path: str, ends: Sequence[str] = (), axes: int = 2) -> str:
        """The method that updates a parameter, for optimizers that have several.

        Args:
            path: of the parameter.
            ends: patterns of the model's first and last layers.
            axes: that the parameter has.
        """
        return self.type

    def marks(self, decay: Decay, path: str, ends: Sequence[str] = (), axes: int = 2) -> bool:
        """Whether a parameter is among those that a decay is for; arguments as in `part_of`."""
        mask = "all" if decay.mask is None else getattr(self, decay.mask)
        if isinstance(mask, Selection):
            return mask.takes(path)
        return mask == "all" or path.rpartition("/")[2] == "kernel"


class Optimizer(Update, Chained):
    """An optimizer: clipping and the like, then its own transformations, then the learning rate."""

    learning_rate: AnySchedule = Field(
        examples=[1e-3], description="The step size: a number, or a schedule with a type."
    )
    groups: Annotated[tuple[Group, ...], Field(strict=False)] = Field(
        (),
        description="Parameter groups with their own settings. A parameter belongs to the first group "
        "that it matches.",
    )
    layer_decay: Factor | None = Field(
        None,
        examples=[0.8],
        description="Layer-wise learning rate decay: the factor per layer, counted from the "
        "output.",
    )

    transforms: ClassVar[tuple[Transform, ...]]
    """Between the clipping and the learning rate, in the order in which they apply."""

    named: ClassVar[tuple[Transform, ...]] = ()
    """The optimizers of optax that are these transformations with a learning rate; the first that applies."""

    usual_rate: ClassVar[str]
    """A usual learning rate."""

    largest_rate: ClassVar[float]
    """The largest plausible learning rate."""

    normalizes: ClassVar[bool]
    """Whether updates are about as large as the learning rate, independent of the size of gradients."""

    moving: ClassVar[tuple[str, ...]] = ("momentum", "b1")
    """The fields of the momentum that Nesterov's method uses."""

    gradients: ClassVar[Literal["plain", "per_example"]] = "plain"
    """What its `update` takes: the gradient of a batch, or one for each of its examples."""

    constant_rates: ClassVar[str | None] = None
    """Why its decay rates `b1` and `b2` cannot follow a schedule; None if they can."""

    divides_moments: ClassVar[bool] = False
    """Whether it divides the mean of gradients by the root of that of their squares, as Adam does."""

    plain: ClassVar[str | None] = None
    """The name of the optimizer without weight decay, if there is one."""

    marked: ClassVar[str] = "Weight-decay mask"
    """Comment of the function that marks parameters by its mask."""

    rates: ClassVar[tuple[str, ...]] = ()
    """Its other learning rates: a number is the peak of one of the same shape as `learning_rate`."""

    full_batch_reason: ClassVar[str | None] = None
    """Why it needs full-batch gradients, if it does."""

    @classmethod
    def remarks(cls) -> Iterator[str]:
        """See `Block.remarks`."""
        yield from super().remarks()
        if cls.full_batch_reason is not None:
            yield f"It needs all training examples in a batch: {cls.full_batch_reason}."

    @property
    def needs_rate(self) -> str | None:
        """Why a learning rate of 0 at the first step, as in a warm-up, breaks it; None if it does not."""
        return None

    @property
    def selects(self) -> bool:
        """Whether it treats parameters differently by their paths."""
        return bool(self.groups) or isinstance(getattr(self, "mask", None), Selection)

    @model_validator(mode="after")
    def _groups_go_together(self) -> Self:
        if (self.groups or self.layer_decay) and (text := _clash(self)):
            raise PydanticCustomError("specc_group", "{text}", {"text": text})
        return self


def _clash(optimizer: Optimizer) -> str | None:
    """Why an optimizer cannot have the groups that it has; None if it can."""
    from specc.language.groups import REST  # few specs have groups

    names = [group.name for group in optimizer.groups if group.name is not None]
    if REST in names:
        return f"{REST} is reserved for parameters in no group"
    if len(set(names)) < len(names):
        return f"two groups are called {max(names, key=names.count)}"
    own = [group.optimizer for group in optimizer.groups if group.optimizer is not None]
    for found in (optimizer, *own):
        if found.extra_args or found.eval_params is not None:
            return f"{found.type} works on all parameters together and cannot be split into groups"
        if own and found.takes != "schedule":
            return f"{found.type} does not take the schedule that groups share"
        if own and found.gradients != "plain":
            return (
                f"{found.type} needs per-example gradients and cannot share them with other groups"
            )
    return None


class DecoupledDecay(Optimizer):
    """An optimizer with decoupled weight decay (Loshchilov & Hutter 2019)."""

    weight_decay: ScheduledNonNegative = Field(
        1e-4, description="Decoupled, times the learning rate."
    )
    mask: Literal["kernels", "all"] | Selection = Field(
        "kernels",
        description="What decays: kernels (neither biases nor scales of norms), all parameters, or those "
        "whose paths match.",
    )

    tunable: ClassVar[tuple[str, ...]] = ("weight_decay",)
    decays: ClassVar[tuple[Decay, ...]] = (Decay("weight_decay", "learning rate", "mask"),)
    add_decay: ClassVar[Transform] = Transform(
        "add_decayed_weights",
        same("weight_decay"),
        unless_zero="weight_decay",
        mask="mask",
        stage="decay",
        takes_schedules=True,
    )


class Penalty(DecoupledDecay):
    """An optimizer whose weight decay is an L2 penalty on the loss."""

    weight_decay: NonNegative = Field(
        0.0, description="L2 penalty: fraction of a weight added to its gradient."
    )

    decays: ClassVar[tuple[Decay, ...]] = (Decay("weight_decay", "gradient", "mask"),)
    add_decay: ClassVar[Transform] = DecoupledDecay.add_decay._replace(stage="penalty")


AnyOptimizer = Annotated[Any, Family("specc.language.optimizers", "optimizer", usual="adamw")]


def nested(written: Update) -> Iterator[tuple[tuple[str, ...], Update]]:
    """An optimizer and those inside it, the innermost last, with the paths to them from it."""
    path: tuple[str, ...] = ()
    while True:
        yield path, written
        if written.wraps is None:
            return
        path, written = (*path, written.wraps), getattr(written, written.wraps)


class Placed(NamedTuple):
    """An optimizer and its path.

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
