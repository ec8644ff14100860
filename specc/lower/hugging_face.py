"""The architectures of Hugging Face's transformers: their configurations, made of the settings of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from specc.ir.export import HuggingFace
from specc.ir.expr import DictExpr, Expr, Literal, Setting
from specc.ir.init_from import Stored
from specc.ir.model import Model
from specc.ir.models.transformer import Transformer
from specc.ir.pattern import pattern
from specc.language.hugging_face import ARCHITECTURES
from specc.language.spec import Spec


def lower_hugging_face(spec: Spec, model: Model, name: str) -> HuggingFace:
    """The architecture of this name, which a model has."""
    architecture = ARCHITECTURES[name]
    stored = tuple(
        Stored(pattern=path, names=row.names, transposed=row.transpose)
        for path, row in architecture.stored(spec.model).items()
    )
    assert isinstance(model, Transformer)
    found = _CONFIGS[name](model, _epsilon(spec.model))
    given: dict[str, Expr] = {
        **found.config,
        "vocab_size": model.vocabulary,
        "tie_word_embeddings": Literal(model.tied),
        "bos_token_id": Literal(None),
        "eos_token_id": Literal(None),
        "torch_dtype": Literal("float32"),
    }
    return HuggingFace(
        words=architecture.words,
        stored=stored,
        cuts=found.cuts,
        config=DictExpr(tuple(_entries({"model_type": Literal(name), **given}))),
        compared=found.compared,
        prefix=architecture.prefix,
        constants=architecture.constants,
    )


def _epsilon(model: Any) -> Expr:
    """Of norms: flax's own, unless they have another."""
    return Literal(float(getattr(model.norm, "epsilon", 1e-6)))


class _Config(NamedTuple):
    """What differs between architectures; see `HuggingFace`."""

    config: dict[str, Expr]
    compared: tuple[str, ...]
    cuts: Expr | None


def _gpt2(model: Transformer, epsilon: Expr) -> _Config:
    config: dict[str, Expr] = {
        "architectures": Literal(("GPT2LMHeadModel",)),
        "n_positions": Setting("context"),
        "n_embd": Setting("width"),
        "n_layer": Setting("layers"),
        "n_head": Setting("heads"),
        "n_inner": model.mlp_dim,
        "activation_function": Literal("gelu_new"),
        "layer_norm_epsilon": epsilon,
    }
    return _Config(config, ("n_head", "activation_function", "layer_norm_epsilon"), None)


def _llama(model: Transformer, epsilon: Expr) -> _Config:
    kv_heads = model.kv_heads or Setting("heads")
    keys = pattern("c.width + n * (c.width // c.heads)", n=kv_heads)
    config: dict[str, Expr] = {
        "architectures": Literal(("LlamaForCausalLM",)),
        "hidden_size": Setting("width"),
        "intermediate_size": model.mlp_dim,
        "num_hidden_layers": Setting("layers"),
        "num_attention_heads": Setting("heads"),
        "num_key_value_heads": kv_heads,
        "max_position_embeddings": Setting("context"),
        "rope_theta": Setting("rope_base"),
        "rms_norm_eps": epsilon,
        "hidden_act": Literal("silu"),
    }
    compared = ("num_attention_heads", "num_key_value_heads", "rope_theta", "rms_norm_eps")
    return _Config(config, compared, pattern("[c.width, x]", x=keys))


def _entries(config: dict[str, Expr]) -> Iterator[tuple[Expr, Expr]]:
    return ((Literal(key), value) for key, value in config.items())


_CONFIGS: dict[str, Callable[[Transformer, Expr], _Config]] = {"gpt2": _gpt2, "llama": _llama}
