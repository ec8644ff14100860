"""The masked autoencoder."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.condition import Conditioned
from specc.ir.expr import Call, Expr, Literal, Name, Symbol
from specc.ir.masked_linear import MaskedLinear
from specc.ir.model import LayerDepths, Layered, in_lists, length_of
from specc.ir.node import Renderable
from specc.ir.pattern import pattern

_NOTES = {
    "concatenate": "All see the label, of degree -1.",
    "add": "Each class has its own biases.",
}


@dataclass(frozen=True, kw_only=True)
class Made(Layered, Conditioned):
    """Hidden layers and an output with masks.

    Attributes:
        size: number of pixels, those of each channel counted.
        hidden: widths of the hidden layers.
        extents: the shape of its outputs, for a comment.
    """

    size: int
    hidden: Expr
    activation: Symbol
    extents: str

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"autoregress"})

    @property
    def notes(self) -> tuple[str, ...]:
        """What its docstring says of labels, a line of it."""
        return (_NOTES[self.given_class.how],) if self.given_class else ()

    @property
    def degrees(self) -> Expr:
        """Those of the inputs: of the pixels, and of a label that is joined to them."""
        if not self._joins:
            return pattern("tuple(range(size))", size=Literal(self.size))
        assert self.given_class is not None
        classes = Literal(self.given_class.classes)
        source = "tuple(range(size)) + classes * (-1,)"
        return pattern(source, size=Literal(self.size), classes=classes)

    @property
    def degree(self) -> Expr:
        """That of a hidden unit, from 0 or that of a label to one below that of the last pixel."""
        if self._joins:
            return pattern("size * unit // width - 1", size=Literal(self.size))
        return pattern("highest * unit // width", highest=Literal(max(1, self.size - 1)))

    @property
    def given(self) -> Expr:
        """Its input as rows of numbers."""
        flat = f"{self.input}.reshape(len({self.input}), -1)"
        return pattern(f"jnp.concatenate([{flat}, classes], axis=1)" if self._joins else flat)

    @property
    def width(self) -> int:
        """The length of such a row."""
        joins, given = self._joins, self.given_class
        return self.size + given.classes if joins and given is not None else self.size

    @property
    def embeddings(self) -> tuple[tuple[str, Expr], ...]:
        """What embeds labels that are added: a layer for each hidden layer, and one for the output."""
        levels = Literal(self.outputs)
        logits = pattern("size * levels", size=Literal(self.size), levels=levels)
        hidden = self.embedded("class_embeddings", Name("width"))
        lists = ((name, self._for_widths(layer)) for name, layer in hidden)
        return (*lists, *self.embedded("output_embedding", logits))

    @property
    def vectors(self) -> tuple[Expr, ...]:
        """The labels as vectors, if there are any."""
        return () if self.given_class is None else (self.given_class.vector,)

    @property
    def sums(self) -> tuple[Expr, ...]:
        """The logits with the embedding of a label, if that is added."""
        source = "self.output(x) + self.output_embedding(classes)"
        return (pattern(source),) if self._adds else ()

    @property
    def names(self) -> tuple[str, ...]:
        """What the layers of one level are called."""
        return ("layer", "embedding") if self._adds else ("layer",)

    @property
    def levels(self) -> Expr:
        """Those of all levels."""
        if self._adds:
            return pattern("zip(self.layers, self.class_embeddings, strict=True)")
        return Name("self.layers")

    @property
    def activated(self) -> Expr:
        """What a hidden layer makes of `x`."""
        value = pattern("layer(x) + embedding(classes)" if self._adds else "layer(x)")
        return self.dropped(Call(self.activation, (value,)))

    @property
    def logits(self) -> Expr:
        """Those of all pixels."""
        y = "x" if self._adds else "self.output(x)"
        return pattern(f"{y}.reshape(*{self.input}.shape, levels)", levels=Literal(self.outputs))

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The class of its layers."""
        return (*super().definitions, MaskedLinear())

    @property
    def depths(self) -> LayerDepths:
        """The hidden layers, then the output; embeddings are as deep as the layers that they are added to."""
        lists = ("layers", "class_embeddings") if self._adds else ("layers",)
        return LayerDepths((in_lists(lists),), length_of("hidden"))

    def _for_widths(self, layer: Expr) -> Expr:
        return pattern("nnx.List(layer for width in hidden)", layer=layer, hidden=self.hidden)

    @property
    def _adds(self) -> bool:
        return self.given_class is not None and self.given_class.how == "add"

    @property
    def _joins(self) -> bool:
        return self.given_class is not None and self.given_class.how == "concatenate"
