"""IR of the model."""

from __future__ import annotations

from typing import ClassVar, Self

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument, Call, Comparison, Expr, Literal, Name, Setting, Symbol
from specc.ir.node import Renderable
from specc.ir.optimizer import Case
from specc.ir.pattern import pattern


@dataclass(frozen=True)
class Collection:
    """Non-trainable model state that changes in training, such as running statistics.

    Attributes:
        recomputable: whether a pass over some batches gives the same, as with the statistics of a norm.
        averaged: whether an average of the parameters has an average of it, too.
        update: the function that makes a network with the next one, before its gradients are taken; None if
            the forward pass changes it.
        changes: whether it does so in this run, whose parameters may be frozen.
    """

    name: str
    type: Symbol
    comment: str
    origin: str = "model"
    recomputable: bool = True
    averaged: bool = True
    update: Name | None = None
    changes: bool = True


@dataclass(frozen=True)
class Norm:
    """A normalization layer, created from its width alone, and its state.

    Attributes:
        subtracts_mean: whether it subtracts the mean, which makes a preceding bias redundant.
        dtype: dtype of its output, if not that of its input.
    """

    layer: Symbol
    words: str
    subtracts_mean: bool
    collections: tuple[Collection, ...]
    dtype: Symbol | None = None

    def of(self, width: Expr, *keywords: Argument) -> Call:
        """A layer of this type with the given width."""
        dtype = (Argument("dtype", self.dtype),) if self.dtype else ()
        return Call(self.layer, (width,), (*dtype, *keywords, RNGS), "model.norm")


@dataclass(frozen=True)
class LayerDepths:
    """The layer index of each parameter, counted from the input, by the first keys of its `path`.

    Attributes:
        cases: tests of the path, each with a layer index.
        output_layer: index of the output layer, also the default.
    """

    cases: tuple[Case, ...]
    output_layer: Expr


RNGS = Argument("rngs", Name("rngs"))


@dataclass(frozen=True, kw_only=True)
class Model:
    """A model; each type has a subclass in `ir/models/`.

    Attributes:
        template: the file that renders it.
        class_name: name of the generated nnx.Module.
        summary: the first line of that module's docstring.
        words: noun phrase with its article: "a multilayer perceptron".
        collections: the state that it has besides its parameters.
        macs: approximate multiply-accumulates of a forward pass per example; None if unknown.
    """

    folder: ClassVar[str] = "model/"
    template: str
    class_name: str
    summary: str
    words: str
    collections: tuple[Collection, ...]
    macs: int | None
    origin: str

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"predict"})

    @property
    def reads_settings(self) -> bool:
        """Whether its constructor takes the Config."""
        return True

    @property
    def has_own_code(self) -> bool:
        """Whether the trainer contains an inlined copy of user code for it."""
        return False

    @property
    def depths(self) -> LayerDepths | None:
        """The layer indices of its parameters; None if unknown."""
        return None

    def on_cpu(self) -> Self:
        """The same with operations that are faster on a CPU, if it has others there."""
        return self

    def reduced(self) -> Self:
        """The same model, whose activations keep the dtype of its parameters where that is not float32."""
        return self

    @property
    def averaged_collections(self) -> tuple[Collection, ...]:
        """Those that an average of its parameters goes with."""
        return tuple(item for item in self.collections if item.averaged)

    @property
    def uses_rngs(self) -> bool:
        """Whether it draws random numbers in training."""
        return False

    @property
    def has_modes(self) -> bool:
        """Whether it behaves differently in evaluation, so that `model.eval()` is needed."""
        return self.uses_rngs or bool(self.collections)

    @property
    def scheduled_inputs(self) -> tuple[Argument, ...]:
        """What it is given in training that follows a schedule, by name, as what makes that."""
        return ()

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """Definitions that its class uses, in order of appearance."""
        return ()

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """Nodes that add lines to its class."""
        return ()

    @property
    def uses_xla_convolutions(self) -> bool:
        """Whether it has convolutions that XLA compiles."""
        return False

    @property
    def kernels(self) -> tuple[Renderable, ...]:
        """CPU implementations of flax layers that it uses, in order of appearance."""
        return ()


@dataclass(frozen=True, kw_only=True)
class LatentModel(Model):
    """A model of examples and standard normal latents; `latent` is how many dimensions these have."""

    latent: Expr


@dataclass(frozen=True, kw_only=True)
class DiscriminatorModel(Model):
    """A model that gives a number for an example; `output` is what the loss takes it for."""

    output: str = "logit of being real"


@dataclass(frozen=True, kw_only=True)
class SharedInit:
    """An initializer that several layers share, under a name."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "shared_init"
    name: str
    value: Call
    comment: str
    origin: str = "model.init"


@dataclass(frozen=True)
class KernelInit:
    """Kernel initializers of a model.

    Attributes:
        shared: what those that are not the last share; None for flax's own, or if there are none.
        hidden: `kernel_init` argument of hidden layers; empty for flax's default.
        output: the same for the output layer.
    """

    shared: SharedInit | None
    hidden: tuple[Argument, ...]
    output: tuple[Argument, ...]

    def hidden_layer(self, kind: str, *sizes: Expr, bias: bool = True, **keywords: Expr) -> Call:
        """A flax layer other than the output layer."""
        given: tuple[Argument, ...] = ()
        if not bias:
            given = (Argument("use_bias", Literal(False)),)
        given += tuple(Argument(name, value) for name, value in keywords.items())
        return Call(Symbol("flax.nnx", kind), sizes, (*given, *self.hidden, RNGS))

    def output_layer(self, width: Expr, outputs: Expr) -> Call:
        """The last layer."""
        return Call(Symbol("flax.nnx", "Linear"), (width, outputs), (*self.output, RNGS))


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """Activations, of which a share is dropped.

    Attributes:
        template: the file in `templates/model/`.
        x: the node that writes them.
    """

    folder: ClassVar[str] = "model/"
    template: str
    x: Renderable
    origin: str = "model.dropout"


@dataclass(frozen=True, kw_only=True)
class Dropout:
    """Dropout in training.

    Attributes:
        rate: the setting.
    """

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "dropout"
    scheduled: ClassVar[bool] = False
    rate: Expr
    origin: str = "model.dropout"

    def of(self, x: Expr) -> Expr:
        """Some activations, of which a share is dropped."""
        return pattern("self.dropout(x, rngs=rngs)", x=x)

    def around(self, x: Renderable) -> Renderable:
        """The same of a node that writes activations."""
        return Dropped(template="dropped", x=x)


@dataclass(frozen=True, kw_only=True)
class ScheduledDropout(Dropout):
    """Dropout with a scheduled rate, which is passed at each step.

    Attributes:
        rate: expression that makes the schedule.
    """

    template: ClassVar[str] = "scheduled_dropout"
    scheduled: ClassVar[bool] = True

    def of(self, x: Expr) -> Expr:
        """Some activations, of which a share is dropped."""
        return pattern("drop(x, dropout, rngs)", x=x)

    def around(self, x: Renderable) -> Renderable:
        """The same of a node that writes activations."""
        return Dropped(template="dropped_by_schedule", x=x)


@dataclass(frozen=True, kw_only=True)
class DropoutFunction:
    """The helper function for dropout with a variable rate."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "drop"
    origin: str = "model.dropout"


@dataclass(frozen=True, kw_only=True)
class Remat:
    """Rematerialization: the backward pass recomputes the activations of each block."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "remat"
    origin: str = "model.remat"


@dataclass(frozen=True, kw_only=True)
class Norms:
    """The norms of a list of layers.

    Attributes:
        layer: one of them, of `width`.
        widths: of them all.
    """

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "norms"
    layer: Expr
    widths: Expr
    origin: str = "model.norm"


@dataclass(frozen=True, kw_only=True)
class Layered(Model):
    """A model of flax's layers; each family has a subclass."""

    kernel_init: KernelInit
    input: str
    outputs: int
    dropout: Dropout | None = None

    @property
    def uses_rngs(self) -> bool:
        """Whether it draws random numbers in training."""
        return self.dropout is not None

    @property
    def has_modes(self) -> bool:
        """A scheduled rate is only passed in training, so evaluation needs no `model.eval()`."""
        kept = self.dropout is not None and not self.dropout.scheduled
        return kept or bool(self.collections)

    @property
    def scheduled_inputs(self) -> tuple[Argument, ...]:
        """What it is given in training that follows a schedule, by name, as what makes that."""
        if self.dropout is None or not self.dropout.scheduled:
            return ()
        return (Argument("dropout", self.dropout.rate),)

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """A shared initializer, and dropout at a rate that varies."""
        shared = (self.kernel_init.shared,) if self.kernel_init.shared else ()
        return (*shared, DropoutFunction()) if self.scheduled_inputs else shared

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """The layer of dropout, or the rate as an argument."""
        return (self.dropout,) if self.dropout else ()

    def dropped(self, x: Expr) -> Expr:
        """Applies dropout to activations, if the model has it."""
        return self.dropout.of(x) if self.dropout else x


def in_lists(names: tuple[str, ...], first: Expr | None = None) -> Case:
    """The layer indices of the items of lists of layers, starting at `first`."""
    number: Expr = Name("path[1].key")
    return Case(
        first_key_in(*names), pattern("first + n", first=first, n=number) if first else number
    )


def first_key_in(*names: str) -> Expr:
    """Tests whether the first key of a path is one of `names`."""
    part = Name("path[0].key")
    if len(names) == 1:
        return Comparison(part, "==", Literal(names[0]))
    return Comparison(part, "in", Literal(names))


def length_of(setting: str) -> Expr:
    """The length of a tuple setting."""
    return pattern("len(x)", x=Setting(setting))
