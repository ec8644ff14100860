"""The architectures of Hugging Face's transformers: their configurations, made of the settings of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from specc.ir.export import HuggingFace
from specc.ir.expr import DictExpr, Expr, Literal, Setting
from specc.ir.init_from import Stored
from specc.ir.model import Model
from specc.ir.models.transformer import Transformer
from specc.ir.pattern import pattern
from specc.language.hugging_face import ARCHITECTURES
from specc.language.spec import Spec

_EPSILON = 1e-6
"""Of norms: flax's own, which trainers have."""


def lower_hugging_face(spec: Spec, model: Model, name: str) -> HuggingFace:
    """The architecture of this name, which a model has."""
    architecture = ARCHITECTURES[name]
    stored = tuple(
        Stored(pattern=path, names=row.names, transposed=row.transpose)
        for path, row in architecture.stored(spec.model).items()
    )
    return _LOWERED[name](model, architecture.words, stored)


def _llama(model: Model, words: str, stored: tuple[Stored, ...]) -> HuggingFace:
    assert isinstance(model, Transformer)
    kv_heads = model.kv_heads or Setting("heads")
    keys = pattern("c.width + n * (c.width // c.heads)", n=kv_heads)
    config: dict[str, Expr] = {
        "architectures": Literal(("LlamaForCausalLM",)),
        "model_type": Literal("llama"),
        "vocab_size": model.vocabulary,
        "hidden_size": Setting("width"),
        "intermediate_size": model.mlp_dim,
        "num_hidden_layers": Setting("layers"),
        "num_attention_heads": Setting("heads"),
        "num_key_value_heads": kv_heads,
        "max_position_embeddings": Setting("context"),
        "rope_theta": Setting("rope_base"),
        "rms_norm_eps": Literal(_EPSILON),
        "hidden_act": Literal("silu"),
        "tie_word_embeddings": Literal(model.tied),
        "bos_token_id": Literal(None),
        "eos_token_id": Literal(None),
        "torch_dtype": Literal("float32"),
    }
    return HuggingFace(
        words=words,
        stored=stored,
        cuts=pattern("[c.width, x]", x=keys),
        config=DictExpr(tuple(_entries(config))),
        compared=("num_attention_heads", "num_key_value_heads", "rope_theta", "rms_norm_eps"),
    )


def _entries(config: dict[str, Expr]) -> Iterator[tuple[Expr, Expr]]:
    return ((Literal(key), value) for key, value in config.items())


_LOWERED: dict[str, Callable[[Model, str, tuple[Stored, ...]], HuggingFace]] = {"llama": _llama}
