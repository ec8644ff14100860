"""Architectures of Hugging Face's transformers, and how their files have the parameters of a model."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from specc.language.init_from import StoredAs


class Architecture(NamedTuple):
    """An architecture that a model may have.

    Attributes:
        words: what it is called.
        differences: what of a model is otherwise, in words.
        stored: how its files have the parameters of a model that has it.
        prefix: what names of arrays may begin with.
        constants: how names end of arrays that are no parameters, and in some files.
    """

    words: str
    differences: Callable[[Any], Iterator[str]]
    stored: Callable[[Any], Mapping[str, StoredAs]]
    prefix: str
    constants: tuple[str, ...]


_LAYER = "model.layers.*"


def _kernel(*names: str) -> StoredAs:
    """PyTorch's linear layers have kernels as (outputs, inputs)."""
    stored = tuple(f"{name}.weight" for name in names)
    return StoredAs(name=stored if len(stored) > 1 else stored[0], transpose=True)


_LLAMA = MappingProxyType(
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


def _unlike_llama(model: Any) -> Iterator[str]:
    if model.type != "transformer":
        yield f"`type` is {model.type}, not transformer"
        return
    yield from _other(model, positions="rotary", norm="rms", mlp="swiglu")
    yield from _with(model, "qk_norm", "bias", "window", "logit_cap", "scan")
    if getattr(model.positions, "scaling", None) is not None:
        yield "`positions` are scaled"


def _other(model: Any, **wanted: str) -> Iterator[str]:
    """Which of its parts are others."""
    for key, kind in wanted.items():
        found = getattr(model, key)
        found = getattr(found, "type", found)
        if found != kind:
            yield f"`{key}` is {found}, not {kind}"


def _with(model: Any, *keys: str) -> Iterator[str]:
    """What a model has of some options."""
    for key in keys:
        if found := getattr(model, key, None):
            yield f"`{key}` is {str(found).lower()}"


def _stored_by_llama(model: Any) -> Mapping[str, StoredAs]:
    tied = {"output/kernel"} if model.tie_embeddings else set()
    return {path: stored for path, stored in _LLAMA.items() if path not in tied}


def _of_layer(path: str, name: str) -> dict[str, StoredAs]:
    """GPT-2 has kernels as (inputs, outputs), as here."""
    return {
        f"{path}/kernel": StoredAs(name=f"{name}.weight"),
        f"{path}/bias": StoredAs(name=f"{name}.bias"),
    }


def _of_norm(path: str, name: str) -> dict[str, StoredAs]:
    return {
        f"{path}/scale": StoredAs(name=f"{name}.weight"),
        f"{path}/bias": StoredAs(name=f"{name}.bias"),
    }


_GPT2 = MappingProxyType(
    {
        "tokens/embedding": StoredAs(name="wte.weight"),
        "positions/embedding": StoredAs(name="wpe.weight"),
        **_of_norm("blocks/*/norm1", "h.*.ln_1"),
        **_of_layer("blocks/*/attention/qkv", "h.*.attn.c_attn"),
        **_of_layer("blocks/*/attention/output", "h.*.attn.c_proj"),
        **_of_norm("blocks/*/norm2", "h.*.ln_2"),
        **_of_layer("blocks/*/mlp/hidden", "h.*.mlp.c_fc"),
        **_of_layer("blocks/*/mlp/output", "h.*.mlp.c_proj"),
        **_of_norm("norm", "ln_f"),
    }
)


def _unlike_gpt2(model: Any) -> Iterator[str]:
    if model.type != "transformer":
        yield f"`type` is {model.type}, not transformer"
        return
    yield from _other(model, positions="learned", norm="layer", mlp="gelu")
    if not getattr(model, "bias", False):
        yield "its layers have no biases"
    if not model.tie_embeddings:
        yield "`tie_embeddings` is false"
    yield from _with(model, "qk_norm", "kv_heads", "window", "logit_cap", "scan")


ARCHITECTURES: Mapping[str, Architecture] = MappingProxyType(
    {
        "gpt2": Architecture(
            words="GPT-2",
            differences=_unlike_gpt2,
            stored=lambda _: _GPT2,
            prefix="transformer.",
            constants=(".attn.bias", ".attn.masked_bias", "lm_head.weight"),
        ),
        "llama": Architecture(
            words="Llama",
            differences=_unlike_llama,
            stored=_stored_by_llama,
            prefix="",
            constants=(".rotary_emb.inv_freq",),
        ),
    }
)
"""By their names in Hugging Face's `model_type`."""


def architecture_of(model: Any) -> str | None:
    """The name of the architecture that a model has, if it is one of these."""
    found = (name for name, each in ARCHITECTURES.items() if not any(each.differences(model)))
    return next(found, None)
