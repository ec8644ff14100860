"""Architectures of Hugging Face's transformers, and how their files have the parameters of `type: transformer`."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from specc.language.init_from import StoredAs

_LAYER = "model.layers.*"


def _kernel(*names: str) -> StoredAs:
    stored = tuple(f"{name}.weight" for name in names)
    return StoredAs(name=stored if len(stored) > 1 else stored[0], transpose=True)


LLAMA: Mapping[str, StoredAs] = MappingProxyType(
    {
        "tokens/embedding": StoredAs(name="model.embed_tokens.weight"),
        "blocks/*/attention/qkv/kernel": _kernel(
            *(f"{_LAYER}.self_attn.{part}_proj" for part in "qkv")
        ),
        "blocks/*/attention/output/kernel": _kernel(f"{_LAYER}.self_attn.o_proj"),
        "blocks/*/mlp/gate/kernel": _kernel(f"{_LAYER}.mlp.gate_proj"),
        "blocks/*/mlp/hidden/kernel": _kernel(f"{_LAYER}.mlp.up_proj"),
        "blocks/*/mlp/output/kernel": _kernel(f"{_LAYER}.mlp.down_proj"),
        "blocks/*/norm1/scale": StoredAs(name=f"{_LAYER}.input_layernorm.weight"),
        "blocks/*/norm2/scale": StoredAs(name=f"{_LAYER}.post_attention_layernorm.weight"),
        "norm/scale": StoredAs(name="model.norm.weight"),
        "output/kernel": _kernel("lm_head"),
    }
)
"""How Llama (Touvron et al. 2023) has them; PyTorch's linear layers have kernels as (outputs, inputs)."""


def unlike_llama(model: Any) -> Iterator[str]:
    """What of a model is not as in Llama, in words."""
    if model.type != "transformer":
        yield f"it is of type {model.type}"
        return
    wanted = {"positions": "rotary", "norm": "rms", "mlp": "swiglu"}
    for key, value in wanted.items():
        found = getattr(model, key)
        found = found if isinstance(found, str) else found.type
        if found != value:
            yield f"`{key}` is {found}, not {value}"
    if model.qk_norm:
        yield "it has `qk_norm`"
    if getattr(model, "bias", False):
        yield "it has biases"


def rows_of_llama(model: Any) -> dict[str, StoredAs]:
    """How a Llama that is tied, or not, has its parameters."""
    left_out = {"output/kernel"} if model.tie_embeddings else set()
    return {path: stored for path, stored in LLAMA.items() if path not in left_out}
