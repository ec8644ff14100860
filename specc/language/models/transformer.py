"""`type: transformer`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from specc.language.change import ScheduledProbability
from specc.language.fields import Channels, Positive, Width, is_absent
from specc.language.model import Model, of_layer, within
from specc.language.norm import AnyVectorNorm
from specc.language.position import AnyPositions
from specc.language.positions.rotary import Rotary
from specc.language.transformer_presets import PRESETS
from specc.language.vector_norms.rms import RMSNorm


class Transformer(Model):
    """Blocks of self-attention and an MLP over tokens (Vaswani et al. 2017), with pre-norm.

    A language model of the next token is a decoder: attention is causal. What predicts labels of texts is an
    encoder, in which each token sees all of its text.

    GPT-2 (Radford et al. 2019) has learned positions, norm `layer`, MLP `gelu`, biases, and its output tied
    to the token embedding; Llama (Touvron et al. 2023) has rotary positions, norm `rms`, MLP `swiglu`, no
    biases, and an output of its own. `preset: gpt2` has all of that and the sizes; other fields override it.
    """

    type: Literal["transformer"] = "transformer"
    preset: (
        Literal[
            "gpt2",
            "gpt2_medium",
            "gpt2_large",
            "gpt2_xl",
            "nanogpt",
            "nanogpt_cpu",
            "llama_7b",
            "llama3_1b",
            "tinyllama_1b",
            "mistral_7b",
        ]
        | None
    ) = Field(
        None,
        exclude_if=is_absent,
        examples=["gpt2"],
        description="A published model, whose sizes and parts are the defaults of the other fields: gpt2 "
        "(124M parameters with its vocabulary) and the larger ones; nanogpt, 6 layers of width 384 for "
        "characters, and nanogpt_cpu, 4 of width 128; llama_7b, llama3_1b (Llama 3.2), tinyllama_1b, "
        "mistral_7b. The vocabulary is always that of the data.",
    )
    layers: Annotated[int, Field(ge=1, le=1_000)] = Field(
        examples=[4], description="Number of blocks; 12 for the smallest GPT-2."
    )
    heads: Width = Field(
        examples=[4],
        description="Heads of each self-attention, which share the width; 12 for GPT-2.",
    )
    width: Channels = Field(examples=[128], description="Embedding size of a token; 768 for GPT-2.")
    context: Annotated[int, Field(ge=1, le=2**24)] = Field(
        examples=[64],
        description="Length of a window: the most tokens that are seen, of a text or before the next one; "
        "1,024 for GPT-2.",
    )
    positions: AnyPositions = Field(
        Rotary(),
        description="How the model knows the order of tokens: learned, sinusoidal, rotary or none.",
    )
    norm: AnyVectorNorm = Field(
        RMSNorm(),
        description="Norm before attention, before each MLP and before the output: rms or layer.",
    )
    mlp: Literal["gelu", "swiglu", "relu_squared"] = Field(
        "swiglu",
        description="MLP of a block: two layers with a GELU (in the tanh form of GPT-2) or the square of a "
        "ReLU (So et al. 2021) between them, or SwiGLU, a gated layer (Shazeer 2020).",
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
    bias: bool = Field(
        False,
        description="Biases in the linear layers of blocks and in layer norms, as in GPT-2. RMSNorm, the "
        "norms of queries and keys, and the output have none.",
    )
    window: Width | None = Field(
        None,
        exclude_if=is_absent,
        examples=[4096],
        description="Sliding window (Beltagy et al. 2020; Mistral): each token sees itself and the "
        "`window - 1` tokens before it, so n layers see n times as far. All of the context unless given.",
    )
    logit_cap: Positive | None = Field(
        None,
        exclude_if=is_absent,
        examples=[30.0],
        description="Soft cap of the output logits, cap × tanh(logits / cap); 30 in Gemma 2 (2024). No cap "
        "unless given.",
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
    remat: bool = Field(
        False,
        description="Recompute the activations of each block in the backward pass, which saves their memory.",
    )
    scan: bool = Field(
        False,
        description="Stack the parameters of the blocks, and scan over them: the time to compile does not "
        "grow with the number of layers. On a CPU, steps take longer.",
    )

    pool: Literal["mean", "first", "last"] | None = Field(
        None,
        exclude_if=is_absent,
        examples=["mean"],
        description="What a label is predicted from: the mean over the tokens of a text, or the first or "
        "the last of them; mean unless given.",
    )

    provides: ClassVar = frozenset({"masked_token", "next_token", "predict"})
    inputs: ClassVar = "tokens"
    completed_by: ClassVar = "preset"
    ordered: ClassVar = True
    rounds: ClassVar = True

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, value: Any) -> Any:
        """What the preset has and the spec does not."""
        if not isinstance(value, dict):
            return value
        preset = value.get("preset")
        known = (
            PRESETS.get(preset, {}) if isinstance(preset, str) else {}
        )  # pydantic reports another
        return {**known, **value}

    keeps_apart: ClassVar = True
    """Whether a window can have several documents that see nothing of each other."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        qk_norms = ("q_norm/scale", "k_norm/scale") if self.qk_norm else ()
        qkv, output, hidden, gate = (
            of_layer(name, bias=self.bias) for name in ("qkv", "output", "hidden", "gate")
        )
        block = (
            *within("attention", *qkv, *qk_norms, *output),
            *within("mlp", *(gate if self.mlp == "swiglu" else ()), *hidden, *output),
            *self._of_norm("norm1"),
            *self._of_norm("norm2"),
        )
        parts = ["blocks"] if self.scan else [f"blocks/{number}" for number in range(self.layers)]
        blocks = [path for part in parts for path in within(part, *block)]
        last = () if self.tie_embeddings else ("output/kernel",)
        norm = self._of_norm("norm")
        return ("tokens/embedding", *self.positions.parameters, *blocks, *norm, *last)

    def _of_norm(self, name: str) -> tuple[str, ...]:
        """Paths of a norm."""
        has_bias = self.bias and self.norm.can_have_bias
        return within(name, "scale", *(("bias",) if has_bias else ()))

    @property
    def label_parameters(self) -> tuple[str, ...]:
        """See `Model.label_parameters`."""
        return ("output/kernel",) if self.tie_embeddings else ()

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
    def levels(self) -> int | None:
        """See `Model.levels`: the embeddings, then the blocks, which are one array if they are stacked."""
        return None if self.scan else 1 + self.layers

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return self.layers
