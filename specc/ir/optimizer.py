"""The chain that turns gradients into updates."""

from __future__ import annotations

from typing import ClassVar
from typing import Literal as OneOf

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument, Call, Callee, Expr
from specc.ir.schedule import Schedule

Stage = OneOf[
    "centralize",
    "clip",
    "normalize",
    "noise",
    "penalty",
    "scale",
    "decay",
    "trust_ratio",
    "rate",
    "multiply",
    "post_rate",
    "plateau",
]
"""When a transformation applies, in this order."""


@dataclass(frozen=True)
class Transform:
    """A gradient transformation of the chain."""

    call: Call
    stage: Stage
    origin: str


@dataclass(frozen=True)
class Branch:
    """The transformations of some parameters."""

    label: str
    chain: tuple[Transform, ...]


@dataclass(frozen=True)
class Partition:
    """Transformations of a chain that differ between parameters.

    Attributes:
        labels: name of the function that maps each parameter to its branch label.
        stage: "scale" if it applies before the learning rate, "post_rate" if after it, "rate" if its
            branches have the rate in them.
    """

    branches: tuple[Branch, ...]
    labels: str
    origin: str
    stage: Stage = "scale"


@dataclass(frozen=True)
class OptaxAlias:
    """An optax alias such as `optax.adamw` that is equivalent to the adjacent transformations `parts`."""

    call: Call
    parts: tuple[Transform, ...]


@dataclass(frozen=True)
class Wrapper:
    """A wrapper that takes another transformation as its first argument."""

    function: Callee
    positional: tuple[Expr, ...]
    keywords: tuple[Argument, ...]
    origin: str


@dataclass(frozen=True)
class Function:
    """A function of the trainer's that the optimizer uses; each kind has a subclass.

    Attributes:
        template: the file in `optimizer/functions/` that renders it.
        name: of the function.
    """

    folder: ClassVar[str] = "optimizer/functions/"
    template: str
    name: str
    origin: str


@dataclass(frozen=True)
class Mask(Function):
    """Marks parameters: those for which `test` of their `path`, or of their `name`, holds."""

    test: Expr
    summary: str


@dataclass(frozen=True)
class Case:
    """A value, where a test of a parameter's `name` or `path` holds."""

    test: Expr
    value: Expr


@dataclass(frozen=True)
class Choice(Function):
    """Gives each parameter the value of the first case that holds for it, or `fallback`.

    Attributes:
        uses_name: whether tests look at its `name`.
        layer_decay: factor per layer, counted from the output layer.
        output_layer: the layer of the output, once layers are counted.
    """

    cases: tuple[Case, ...]
    fallback: Expr
    uses_name: bool
    summary: str
    layer_decay: Expr | None = None
    output_layer: Expr | None = None


@dataclass(frozen=True)
class Helper(Function):
    """A function that others use; `example` is a path for its docstring."""

    example: str = ""


@dataclass(frozen=True)
class MuonAxes(Function):
    """Gives the axes of hidden kernels as matrices, by their `path`, or `name`, and shape.

    Attributes:
        excluded: the test of the parameters that Adam has.
        uses_name: whether that looks at the name.
        reads_shape: whether anything looks at the shape.
        attention: whether there may be kernels of attention among them.
        several: whether there may be kernels of more than two axes.
    """

    excluded: Expr
    uses_name: bool
    reads_shape: bool
    attention: bool
    several: bool


@dataclass(frozen=True)
class ScheduledAdam(Function):
    """Adam's scaling for decay rates that are numbers of the step, with their product as bias correction.

    Attributes:
        eps_root: whether it adds a number under the root.
        nesterov: whether it has Nesterov's momentum.
    """

    eps_root: bool
    nesterov: bool

    @property
    def state(self) -> str:
        """The class of its state."""
        words = self.name.replace("scale_by", "").split("_")
        return "".join(word.capitalize() for word in words) + "State"


@dataclass(frozen=True)
class LayerOf(Helper):
    """The function that gives the layer of a parameter, counted from the input.

    Attributes:
        cases: tests of its `path`, each with the layer of what it holds for; none until layers are counted.
        output_layer: the layer of all else.
    """

    cases: tuple[Case, ...] = ()
    output_layer: Expr | None = None


@dataclass(frozen=True)
class NamedTransform:
    """A transformation that `make_optimizer` assigns to a local variable."""

    name: str
    value: Expr


@dataclass(frozen=True)
class Optimizer:
    """The optimizer.

    Attributes:
        chain: its transformations, one after the other.
        schedule: of the learning rate.
        functions: of the trainer's, that the chain uses, in the order of the page.
        extra_args: extra keyword arguments of `update` (optax.GradientTransformationExtraArgs).
        draws: whether its state holds a random key.
        eval_params: expression for the parameters to evaluate, if not those that are trained.
        freezing_function: name of the function that labels parameters "trained" or "frozen"; None if
            none are frozen.
        wrappers: wrappers of the chain, innermost first.
        optax_alias: candidate optax alias for part of the chain; None after the pass `name_optimizer`.
        weakly_typed: whether its initial state has weakly typed arrays, whose dtypes the first
            step would change.
        infinite: what the paths of arrays end with that begin as infinite, such as a least loss so far.
        named_transforms: transformations that have a name in `make_optimizer`, each made of those before it.
        transform: the whole optimizer as one expression; set by the pass `assemble_chain`.
    """

    chain: tuple[Transform | Partition, ...]
    schedule: Schedule
    functions: tuple[Function, ...]
    origin: str
    extra_args: tuple[str, ...] = ()
    draws: bool = False
    eval_params: Expr | None = None
    freezing_function: str | None = None
    wrappers: tuple[Wrapper, ...] = ()
    optax_alias: OptaxAlias | None = None
    weakly_typed: bool = False
    infinite: tuple[str, ...] = ()
    named_transforms: tuple[NamedTransform, ...] = ()
    transform: Expr | None = None
