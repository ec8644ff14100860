"""Sizes of published transformers, by the names that `preset:` takes."""

from collections.abc import Mapping
from typing import Any

_GPT2 = {
    "context": 1024,
    "positions": "learned",
    "norm": {"type": "layer", "epsilon": 1e-5},
    "mlp": "gelu",
    "bias": True,
}
_NANOGPT = {"positions": "learned", "norm": {"type": "layer", "epsilon": 1e-5}, "mlp": "gelu"}
_LLAMA = {
    "positions": "rotary",
    "norm": {"type": "rms", "epsilon": 1e-5},
    "mlp": "swiglu",
    "tie_embeddings": False,
}
_STRETCHED = {
    "type": "llama3",
    "factor": 32.0,
    "original_context": 8192,
    "low_frequency": 1.0,
    "high_frequency": 4.0,
}

PRESETS: Mapping[str, Mapping[str, Any]] = {
    "gpt2": {"layers": 12, "heads": 12, "width": 768, **_GPT2},
    "gpt2_medium": {"layers": 24, "heads": 16, "width": 1024, **_GPT2},
    "gpt2_large": {"layers": 36, "heads": 20, "width": 1280, **_GPT2},
    "gpt2_xl": {"layers": 48, "heads": 25, "width": 1600, **_GPT2},
    "nanogpt": {
        "layers": 6,
        "heads": 6,
        "width": 384,
        "context": 256,
        "dropout": 0.2,
        **_NANOGPT,
    },
    "nanogpt_cpu": {"layers": 4, "heads": 4, "width": 128, "context": 64, **_NANOGPT},
    "llama_7b": {
        "layers": 32,
        "heads": 32,
        "width": 4096,
        "context": 2048,
        "mlp_dim": 11_008,
        **_LLAMA,
        "norm": {"type": "rms", "epsilon": 1e-6},
    },
    "llama3_1b": {
        "layers": 16,
        "heads": 32,
        "kv_heads": 8,
        "width": 2048,
        "context": 8192,
        "mlp_dim": 8192,
        **_LLAMA,
        "positions": {"type": "rotary", "base": 500_000.0, "scaling": _STRETCHED},
        "tie_embeddings": True,
    },
    "tinyllama_1b": {
        "layers": 22,
        "heads": 32,
        "kv_heads": 4,
        "width": 2048,
        "context": 2048,
        "mlp_dim": 5632,
        **_LLAMA,
    },
    "mistral_7b": {
        "layers": 32,
        "heads": 32,
        "kv_heads": 8,
        "width": 4096,
        "context": 8192,
        "window": 4096,
        "mlp_dim": 14_336,
        **_LLAMA,
    },
}
"""Fields of `type: transformer`. GPT-2: Radford et al. 2019. nanoGPT: `config/train_shakespeare_char.py` of
Karpathy's repository and the smaller sizes that its README has for a CPU. Llama: Touvron et al. 2023, and
Llama 3.2 1B (its context is 131,072; it was trained at first with 8,192). TinyLlama: Zhang et al. 2024.
Mistral 7B: Jiang et al. 2023."""
