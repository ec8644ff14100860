"""What optimizers have in common."""

from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import Field

from specc.spec.block import Block
from specc.spec.family import Family
from specc.spec.fields import NonNegative, Positive
from specc.spec.schedule import AnySchedule


class Transform(NamedTuple):
    """One of optax's gradient transformations, as an optimizer uses it.

    Attributes:
        function: its name in optax, such as `scale_by_adam` or `contrib.muon`.
        arguments: its arguments by keyword, each with the field of the optimizer that it takes.
        options: those that are only written out where they differ from optax's default.
        unless_zero: it is left out where this field is zero or false.
        mask: the field that says which parameters it applies to.
        stage: when it applies: before all others, with the gradients' own scaling, or after it.
        rate: its argument that takes the learning rate, if it applies that itself; it is then the last.
        key: its argument that takes a random key, if it draws anything.
    """

    function: str
    arguments: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    unless_zero: str | None = None
    mask: str | None = None
    stage: Literal["aggregate", "scale", "decay"] = "scale"
    rate: str | None = None
    key: str | None = None


def same(*names: str) -> tuple[tuple[str, str], ...]:
    """Arguments that have the names of the fields that they take."""
    return tuple((name, name) for name in names)


class Optimizer(Block):
    """An optimizer: clipping, then its own transformations, then the learning rate."""

    type: str
    learning_rate: AnySchedule = Field(
        description="The step size: a number, or a schedule with a type."
    )
    clip_by_global_norm: Positive | None = Field(
        None, description="Largest global norm of a gradient; longer ones are scaled down."
    )
    clip_by_value: Positive | None = Field(
        None, description="Largest magnitude of a gradient's elements; larger ones are cut."
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

    gradients: ClassVar[Literal["plain", "per_example"]] = "plain"
    """What its `update` takes: the gradient of a batch, or one for each of its examples."""

    needs: ClassVar[tuple[str, ...]] = ()
    """What its `update` takes by keyword besides gradients, state and parameters (`value`, `value_fn`)."""

    evaluated: ClassVar[str | None] = None
    """optax's function of its state and the parameters that gives those to evaluate, if there is one."""


class DecoupledDecay(Optimizer):
    """An optimizer that takes a share off the weights themselves (Loshchilov & Hutter 2019)."""

    weight_decay: NonNegative = Field(
        1e-4, description="Share of a weight taken off per step, times the learning rate."
    )
    mask: Literal["kernels", "all"] = Field(
        "kernels",
        description="What decays: kernels (neither biases nor scales of norms) or all parameters.",
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
