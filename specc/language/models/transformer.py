"""`type: transformer`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledProbability
from specc.language.fields import Channels, Positive, Width, is_absent
from specc.language.model import Model, within
from specc.language.norm import AnyVectorNorm
from specc.language.position import AnyPositions
from specc.language.positions.rotary import Rotary
from specc.language.vector_norms.rms import RMSNorm


class Transformer(Model):
    """A decoder of tokens: blocks of causal self-attention and an MLP (Vaswani et al. 2017), with pre-norm.

    GPT-2 (Radford et al. 2019) has learned positions, norm `layer`, MLP `gelu`, and its output tied to the
    token embedding; Llama (Touvron et al. 2023) has rotary positions, norm `rms`, MLP `swiglu`, and an output
    of its own. No layer has a bias here.
    """

    type: Literal["transformer"] = "transformer"
    layers: Annotated[int, Field(ge=1, le=1_000)] = Field(
        examples=[4], description="Number of blocks; 12 for the smallest GPT-2."
    )
    heads: Width = Field(
        examples=[4],
        description="Heads of each self-attention, which share the width; 12 for GPT-2.",
    )
    width: Channels = Field(
        examples=[128], description="Size of the vector that stands for a token; 768 for GPT-2."
    )
    context: Annotated[int, Field(ge=1, le=2**24)] = Field(
        examples=[64],
        description="Length of a window: the most tokens from which the next one is predicted; 1,024 for "
        "GPT-2.",
    )
    positions: AnyPositions = Field(
        Rotary(),
        description="How the model knows the order of tokens: learned, sinusoidal, rotary or none.",
    )
    norm: AnyVectorNorm = Field(
        RMSNorm(),
        description="Norm before attention, before each MLP and before the output: rms or layer, both with "
        "a scale and without a bias.",
    )
    mlp: Literal["gelu", "swiglu", "relu_squared"] = Field(
        "swiglu",
        description="MLP of a block: two layers with a GELU or the square of a ReLU (So et al. 2021) between "
        "them, or SwiGLU, a gated layer (Shazeer 2020).",
    )
    mlp_dim: Width | None = Field(
        None,
        exclude_if=is_absent,
        examples=[512],
        description="Width of its hidden layer; 4 × width unless given, or 8/3 × width for swiglu, which has "
        "three matrices.",
    )
    kv_heads: Width | None = Field(
        None,
        exclude_if=is_absent,
        examples=[2],
        description="Heads of keys and values, each of which several heads of queries share (Ainslie et al. "
        "2023); as many as `heads` unless given.",
    )
    qk_norm: bool = Field(
        False,
        description="Normalize the queries and the keys of each head (Henry et al. 2020), which bounds the "
        "logits of attention.",
    )
    tie_embeddings: bool = Field(
        True, description="Use the token embedding as the output layer, too (Press and Wolf 2017)."
    )
    dropout: ScheduledProbability = Field(
        0.0,
        description="Fraction dropped in training of the embeddings, and of what attention and MLP add; 0 "
        "for none.",
    )
    init_std: Positive = Field(
        0.02, description="Standard deviation of the initial weights, which are normal."
    )
    depth_scaled_init: bool = Field(
        True,
        description="Divide it by √(2 × layers) for the last layers of attention and MLP (GPT-2), so that "
        "the sum over blocks does not grow with their number.",
    )

    provides: ClassVar = frozenset({"next_token"})

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        norms = ("q_norm/scale", "k_norm/scale") if self.qk_norm else ()
        gate = ("gate/kernel",) if self.mlp == "swiglu" else ()
        block = (
            *within("attention", "qkv/kernel", *norms, "output/kernel"),
            *within("mlp", *gate, "hidden/kernel", "output/kernel"),
            "norm1/scale",
            "norm2/scale",
        )
        blocks = [
            path for number in range(self.layers) for path in within(f"blocks/{number}", *block)
        ]
        output = () if self.tie_embeddings else ("output/kernel",)
        return ("tokens/embedding", *self.positions.parameters, *blocks, "norm/scale", *output)

    def linear_sizes(self, outputs: int | None) -> dict[str, tuple[int, int]]:
        """See `Model.linear_sizes`."""
        width = self.width
        kv_width = width // self.heads * (self.kv_heads or self.heads)
        hidden = self.mlp_dim or (8 * width // 3 if self.mlp == "swiglu" else 4 * width)
        block = {
            "attention/qkv": (width, width + 2 * kv_width),
            "attention/output": (width, width),
            "mlp/gate": (width, hidden),
            "mlp/hidden": (width, hidden),
            "mlp/output": (hidden, width),
        }
        found = {
            f"blocks/{number}/{layer}": sizes
            for number in range(self.layers)
            for layer, sizes in block.items()
        }
        return found if outputs is None else {**found, "output": (width, outputs)}

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return ("tokens/**", "positions/**", "output/**")

    @property
    def levels(self) -> int:
        """See `Model.levels`: the embeddings, then the blocks."""
        return 1 + self.layers
