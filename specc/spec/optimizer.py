"""What optimizers have in common."""

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from specc.spec.chain import Chained
from specc.spec.family import Family
from specc.spec.fields import NonNegative
from specc.spec.groups import REST, Group
from specc.spec.paths import Selection
from specc.spec.schedule import AnySchedule


class Transform(NamedTuple):
    """One of optax's gradient transformations, as an optimizer uses it.

    Attributes:
        function: its name in optax, such as `scale_by_adam` or `contrib.muon`.
        arguments: its arguments by keyword, each with the field of the optimizer that it takes.
        options: those that are only written out where they differ from optax's default.
        unless_zero: it is left out where this field is zero or false.
        mask: the field that says which parameters it applies to.
        stage: when it applies: with the gradients' own scaling, or after it.
        rate: its argument that takes the learning rate, if it applies that itself; it is then the last.
    """

    function: str
    arguments: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    unless_zero: str | None = None
    mask: str | None = None
    stage: Literal["scale", "decay"] = "scale"
    rate: str | None = None


def same(*names: str) -> tuple[tuple[str, str], ...]:
    """Arguments that have the names of the fields that they take."""
    return tuple((name, name) for name in names)


class Optimizer(Chained):
    """An optimizer: clipping and the like, then its own transformations, then the learning rate."""

    type: str
    learning_rate: AnySchedule = Field(
        description="The step size: a number, or a schedule with a type."
    )
    groups: Annotated[tuple[Group, ...], Field(strict=False)] = Field(
        (),
        description="Parameters that are trained otherwise than the rest. The first group that a parameter "
        "matches is its own.",
    )
    layer_decay: Annotated[float, Field(gt=0, lt=1)] | None = Field(
        None,
        description="What the learning rate is multiplied by for each layer further from the output, whose "
        "own is whole.",
    )

    transforms: ClassVar[tuple[Transform, ...]]
    """Between the clipping and the learning rate, in the order in which they apply."""

    tunable: ClassVar[tuple[str, ...]] = ()
    """The fields that people vary between runs, and so become settings of the trainer."""

    usual_rate: ClassVar[str]
    """A learning rate that most people would start with."""

    largest_rate: ClassVar[float]
    """The largest learning rate that can be meant."""

    normalizes: ClassVar[bool]
    """Whether updates have about the size of the learning rate, whatever that of the gradients."""

    moments: ClassVar[int]
    """Numbers kept for each weight from step to step, whatever the settings."""

    needs: ClassVar[tuple[str, ...]] = ()
    """What its `update` takes by keyword besides gradients, state and parameters (`value`, `value_fn`)."""

    evaluated: ClassVar[str | None] = None
    """optax's function of its state and the parameters that gives those to evaluate, if there is one."""

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
    return None


class DecoupledDecay(Optimizer):
    """An optimizer that takes a share off the weights themselves (Loshchilov & Hutter 2019)."""

    weight_decay: NonNegative = Field(
        1e-4, description="Share of a weight taken off per step, times the learning rate."
    )
    mask: Literal["kernels", "all"] | Selection = Field(
        "kernels",
        description="What decays: kernels (neither biases nor scales of norms), all parameters, or those "
        "whose paths match.",
    )

    decay: ClassVar[Transform] = Transform(
        "add_decayed_weights",
        same("weight_decay"),
        unless_zero="weight_decay",
        mask="mask",
        stage="decay",
    )
    plain: ClassVar[str]
    """The optimizer that it is without decay."""


AnyOptimizer = Annotated[Any, Family("specc.spec.optimizers", "optimizer")]
