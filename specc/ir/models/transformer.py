"""The transformer decoder."""

from __future__ import annotations

import dataclasses
from typing import ClassVar, Self

from specc.fast_dataclasses import dataclass
from specc.ir.attention import Causal, DocumentsApart, DocumentStarts
from specc.ir.expr import Argument, Call, Expr, Literal, Name, Setting, Symbol
from specc.ir.language_modeling import TokenModel
from specc.ir.model import RNGS, Dropout, LayerDepths, first_key_in, in_lists
from specc.ir.node import Renderable
from specc.ir.optimizer import Case
from specc.ir.pattern import pattern
from specc.ir.position import Positions
from specc.ir.transformer_layers import Layers, LayerSteps
from specc.ir.transformer_options import CausalBlocks, LogitCap, Output, RepeatedHeads, SoftCap

WIDTH = Setting("width")
NO_BIAS = Argument("use_bias", Literal(False))
KERNEL_INIT = Argument("kernel_init", Name("init"))
HEAD_WIDTH = pattern("c.width // c.heads")
_AT_ONCE = pattern("jax.nn.dot_product_attention")
_IN_BLOCKS = pattern("attend_causally", origin="target")


@dataclass(frozen=True, kw_only=True)
class MakeLinear:
    """The function that makes a linear layer.

    Attributes:
        bias: whether it has a bias.
    """

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "make_linear"
    bias: bool
    origin: str = "model"

    @property
    def layer(self) -> Expr:
        """The layer."""
        arguments = (*(() if self.bias else (NO_BIAS,)), KERNEL_INIT, RNGS)
        return Call(Symbol("flax.nnx", "Linear"), (Name("inputs"), Name("outputs")), arguments)


@dataclass(frozen=True, kw_only=True)
class Attention:
    """The class of self-attention.

    Attributes:
        summary: its docstring: what a token sees.
        attend: the function of queries, keys and values.
        kv_heads: heads of keys and values; None if as many as of queries.
        output_std: of the initial weights of the last layer.
    """

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "attention"
    summary: str
    attend: Expr
    kv_heads: Setting | None
    output_std: Expr
    origin: str = "model"

    @property
    def qkv_width(self) -> Expr:
        """The width of queries, keys and values together."""
        if self.kv_heads is None:
            return pattern("3 * c.width")
        return pattern("(c.heads + 2 * c.kv_heads) * (c.width // c.heads)")

    @property
    def qkv_heads(self) -> Expr:
        """The heads of queries, keys and values together."""
        if self.kv_heads is None:
            return pattern("3 * self.heads")
        return pattern("self.heads + 2 * self.kv_heads")

    @property
    def parts(self) -> Expr:
        """Queries, keys and values."""
        if self.kv_heads is None:
            return pattern("jnp.split(x, 3, axis=2)")
        return pattern("jnp.split(x, [self.heads, self.heads + self.kv_heads], axis=2)")

    @property
    def shapes(self) -> str:
        """What queries, keys and values are."""
        if self.kv_heads is None:
            return "Queries, keys and values, (n, time, heads, width / heads)."
        return "Queries, (n, time, heads, width / heads); keys and values of fewer heads."


@dataclass(frozen=True, kw_only=True)
class SharedHeads:
    """The number of heads of keys and values, where several queries share one."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "kv_heads"
    origin: str = "model.kv_heads"


@dataclass(frozen=True, kw_only=True)
class QkNorm:
    """The norms of queries and keys."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "qk_norm"
    layer: Expr
    origin: str = "model.qk_norm"


@dataclass(frozen=True, kw_only=True)
class Mlp:
    """The class of the MLP of a block.

    Attributes:
        template: the file in `templates/model/transformer/mlps/`.
        hidden: the width of its hidden layer.
        output_std: of the initial weights of the last layer.
    """

    folder: ClassVar[str] = "model/transformer/mlps/"
    template: str
    hidden: Expr
    output_std: Expr
    origin: str = "model.mlp"


@dataclass(frozen=True, kw_only=True)
class Attended:
    """The call of attention in a block."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "attended"
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class Block:
    """The class of a block; `norm` makes one of its norms."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "block"
    norm: Expr
    dropout: Dropout | None
    origin: str = "model"

    @property
    def attended(self) -> Renderable:
        """What attention adds."""
        return self.dropout.around(Attended()) if self.dropout else Attended()

    @property
    def transformed(self) -> Expr:
        """What the MLP adds."""
        value = pattern("self.mlp(self.norm2(x))")
        return self.dropout.of(value) if self.dropout else value


@dataclass(frozen=True, kw_only=True)
class Readout:
    """The last lines of the model, which make outputs of the vectors `x`, (n * time, width).

    Attributes:
        template: the file in `templates/model/transformer/readouts/`.
        logits: what the output layer gives for the tokens that there are then.
    """

    folder: ClassVar[str] = "model/transformer/readouts/"
    template: str
    logits: Expr
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class Steps:
    """The methods `step` of attention and block, which take one token at a time."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "steps"
    origin: str = "sample"


@dataclass(frozen=True, kw_only=True)
class Transformer(TokenModel):
    """Embedded tokens, blocks of attention and an MLP, and an output.

    Attributes:
        attention_summary: the docstring of the class of attention: what a token sees.
        returns: what the model gives, as in "Logits of the token after each".
        extents: those of what it gives.
        pooled: the template of what becomes of the vectors after the last block.
        capability: what can be asked of the model.
        visible: what restricts the tokens that attention sees.
        in_blocks: whether causal attention leaves out products that it would mask.
        options: nodes of what not every transformer has.
        layers: how blocks follow each other.
        norm: the layer of norms.
        norm_arguments: its arguments besides its width.
        bias: whether linear layers and norms have biases, if these can.
        qk_norm: whether queries and keys are normalized, too.
        mlp: the template of the MLP.
        mlp_dim: the width of its hidden layer.
        kv_heads: heads of keys and values; None if as many as of queries.
        tied: whether the output is the token embedding.
        capped: whether its logits have a soft cap.
        casts: whether the vectors of tokens, and the output, are to have the dtype of the parameters, which
            layers of flax that embed keep from their first ones.
        depth_scaled: whether the weights of layers that end a block begin smaller.
    """

    attention_summary: str
    returns: str
    extents: tuple[Expr, ...]
    pooled: str
    capability: str
    visible: tuple[Renderable, ...]
    options: tuple[Renderable, ...]
    layers: Layers
    positions: Positions
    norm: Symbol
    norm_arguments: tuple[Argument, ...]
    bias: bool
    qk_norm: bool
    mlp: str
    mlp_dim: Expr
    kv_heads: Setting | None
    tied: bool
    capped: bool
    depth_scaled: bool
    casts: bool = False
    in_blocks: bool = False

    def on_cpu(self) -> Self:
        """See `Model`."""
        return dataclasses.replace(self, in_blocks=True) if self.visible == (Causal(),) else self

    def reduced(self) -> Self:
        """See `Model`."""
        return dataclasses.replace(self, positions=self.positions.reduced(), casts=True)

    @property
    def provides(self) -> frozenset[str]:
        """See `Model.provides`."""
        return frozenset({self.capability})

    @property
    def norm_layer(self) -> Expr:
        """A norm of vectors."""
        return self._norm_of(WIDTH, self.bias)

    @property
    def embedded(self) -> Expr:
        """The vectors of tokens."""
        return self.dropped(self._cast(self.positions.embedded))

    @property
    def logits(self) -> Expr:
        """What the output gives for `x`."""
        cap = "soft_cap(logits, self.logit_cap)"
        if not self.capped:
            return self._scores
        return pattern(cap, origin="model.logit_cap", logits=self._scores)

    @property
    def _scores(self) -> Expr:
        """The same without a cap."""
        if not self.tied:  # a mean is one of normalized vectors
            source = "self.output(x)" if self.pooled == "mean" else "self.output(self.norm(x))"
        elif self.casts:
            source = "jnp.dot(self.norm(x), self.tokens.embedding.T)"
        else:
            source = "self.tokens.attend(self.norm(x))"
        if self.tied and self.capability == "masked_token":
            source += "[..., :MASK]"
        return pattern(source, origin="model.tie_embeddings")

    @property
    def readout(self) -> Readout:
        """The last lines of its call."""
        return Readout(template=self.pooled, logits=self.logits)

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The classes and functions that it is made of."""
        std = pattern("c.init_std")
        if self.depth_scaled:
            origin = "model.depth_scaled_init"
            std = pattern("c.init_std / math.sqrt(2 * c.layers)", origin=origin)
        return (
            *super().definitions,
            MakeLinear(bias=self.bias),
            *((SoftCap(),) if self.capped else ()),
            *self.positions.definitions,
            *([DocumentStarts()] if DocumentsApart() in self.visible else []),
            *((CausalBlocks(casts=self.casts),) if self.in_blocks else ()),
            Attention(
                summary=self.attention_summary,
                attend=_IN_BLOCKS if self.in_blocks else _AT_ONCE,
                kv_heads=self.kv_heads,
                output_std=std,
            ),
            Mlp(template=self.mlp, hidden=self.mlp_dim, output_std=std),
            Block(norm=self.norm_layer, dropout=self.dropout),
        )

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """What is not in every transformer."""
        found: list[Renderable] = [
            self.layers,
            *(() if self.in_blocks else self.visible),
            *self.positions.additions,
            *super().additions,
            *self.options,
        ]
        if self.kv_heads is not None:
            found.append(SharedHeads())
            found += [RepeatedHeads()] if self.in_blocks else []
        if self.qk_norm:
            found.append(QkNorm(layer=self._norm_of(HEAD_WIDTH, False)))
        if not self.tied:
            found.append(Output(layer=self._output))
        if self.capped:
            found.append(LogitCap())
        return tuple(found)

    @property
    def cached(self) -> tuple[Renderable, ...]:
        """See `TokenModel`."""
        step = LayerSteps(
            template=self.layers.steps,
            embedded=self._cast(self.positions.embedded_one),
            logits=self.logits,
            kv_heads=self.kv_heads or Setting("heads"),
        )
        return (Steps(), step, *self.positions.cached)

    @property
    def caches(self) -> str:
        """See `TokenModel`."""
        return self.layers.caches

    @property
    def depths(self) -> LayerDepths:
        """The embeddings, then the blocks, then the output with its norm."""
        last = pattern("1 + n", n=Setting("layers"))
        first = first_key_in("tokens", "positions")
        return LayerDepths((Case(first, Literal(0)), in_lists(("blocks",), Literal(1))), last)

    def _cast(self, embedded: Expr) -> Expr:
        cast = "x.astype(self.tokens.embedding.dtype)"
        return pattern(cast, x=embedded) if self.casts else embedded

    @property
    def _output(self) -> Expr:
        """The output layer, which has no bias."""
        if not self.bias:
            return pattern("make_linear(c.width, n, c.init_std, rngs)", n=self.extents[-1])
        arguments = (NO_BIAS, KERNEL_INIT, RNGS)
        return Call(Symbol("flax.nnx", "Linear"), (WIDTH, self.extents[-1]), arguments)

    def _norm_of(self, width: Expr, bias: bool) -> Expr:
        without = self.norm.name == "LayerNorm" and not bias
        arguments = (*self.norm_arguments, *((NO_BIAS,) if without else ()), RNGS)
        return Call(self.norm, (width,), arguments, "model.norm")
