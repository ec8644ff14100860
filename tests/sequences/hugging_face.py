"""Runs a model of Hugging Face's transformers with given weights, in an interpreter that has it.

    python hugging_face.py given.npz found.npz

`given.npz` has the parameters of an emitted trainer by their paths, tokens (n, time + 1), and the model of the
spec as JSON. `found.npz` gets the logits of all tokens but the last, the mean cross-entropy of the next ones,
and its gradient by the token embedding.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
import torch
import transformers


def gpt2(model: dict[str, Any], vocabulary: int) -> Any:
    config = transformers.GPT2Config(
        vocab_size=vocabulary,
        n_positions=model["context"],
        n_embd=model["width"],
        n_layer=model["layers"],
        n_head=model["heads"],
        layer_norm_epsilon=model["norm"]["epsilon"],
        attn_implementation="sdpa",
    )
    return transformers.GPT2LMHeadModel(config)


def llama(model: dict[str, Any], vocabulary: int) -> Any:
    positions = model["positions"]
    scaling = dict(positions.get("scaling") or {"type": "default"})
    rope = {"rope_type": scaling.pop("type"), "rope_theta": positions["base"]}
    names = {
        "original_context": "original_max_position_embeddings",
        "low_frequency": "low_freq_factor",
        "high_frequency": "high_freq_factor",
    }
    rope |= {names.get(key, key): value for key, value in scaling.items()}
    common = {
        "vocab_size": vocabulary,
        "hidden_size": model["width"],
        "intermediate_size": model["mlp_dim"],
        "num_hidden_layers": model["layers"],
        "num_attention_heads": model["heads"],
        "num_key_value_heads": model["kv_heads"],
        "max_position_embeddings": model["context"],
        "rms_norm_eps": model["norm"]["epsilon"],
        "rope_parameters": rope,
        "tie_word_embeddings": model["tie_embeddings"],
        "attn_implementation": "sdpa",
    }
    if window := model.get("window"):
        return transformers.MistralForCausalLM(
            transformers.MistralConfig(sliding_window=window, **common)
        )
    return transformers.LlamaForCausalLM(transformers.LlamaConfig(**common))


def gpt2_weights(p: dict[str, np.ndarray], model: dict[str, Any]) -> dict[str, np.ndarray]:
    found = {
        "transformer.wte.weight": p["tokens/embedding"],
        "transformer.wpe.weight": p["positions/embedding"],
    }
    layers = {"attention/qkv": "attn.c_attn", "attention/output": "attn.c_proj"}
    layers |= {"mlp/hidden": "mlp.c_fc", "mlp/output": "mlp.c_proj"}
    norms = {f"blocks/{n}/norm{k}": f"h.{n}.ln_{k}" for n in range(model["layers"]) for k in (1, 2)}
    for ours, theirs in {**norms, "norm": "ln_f"}.items():
        found[f"transformer.{theirs}.weight"] = p[f"{ours}/scale"]
        found[f"transformer.{theirs}.bias"] = p[f"{ours}/bias"]
    for n in range(model["layers"]):
        for ours, theirs in layers.items():  # their kernels are (inputs, outputs), too
            found[f"transformer.h.{n}.{theirs}.weight"] = p[f"blocks/{n}/{ours}/kernel"]
            found[f"transformer.h.{n}.{theirs}.bias"] = p[f"blocks/{n}/{ours}/bias"]
    return found


def llama_weights(p: dict[str, np.ndarray], model: dict[str, Any]) -> dict[str, np.ndarray]:
    found = {
        "model.embed_tokens.weight": p["tokens/embedding"],
        "model.norm.weight": p["norm/scale"],
    }
    if not model["tie_embeddings"]:
        found["lm_head.weight"] = p["output/kernel"].T
    head = model["width"] // model["heads"]
    ends = [model["heads"] * head, (model["heads"] + model["kv_heads"]) * head]
    layers = {"attention/output": "self_attn.o_proj", "mlp/gate": "mlp.gate_proj"}
    layers |= {"mlp/hidden": "mlp.up_proj", "mlp/output": "mlp.down_proj"}
    for n in range(model["layers"]):
        ours, theirs = f"blocks/{n}", f"model.layers.{n}"
        parts = np.split(p[f"{ours}/attention/qkv/kernel"], ends, axis=1)
        for name, kernel in zip("qkv", parts, strict=True):
            found[f"{theirs}.self_attn.{name}_proj.weight"] = kernel.T
        for one, other in layers.items():
            found[f"{theirs}.{other}.weight"] = p[f"{ours}/{one}/kernel"].T
        found[f"{theirs}.input_layernorm.weight"] = p[f"{ours}/norm1/scale"]
        found[f"{theirs}.post_attention_layernorm.weight"] = p[f"{ours}/norm2/scale"]
    return found


def main(given: str, found: str) -> None:
    with np.load(given) as file:
        p = dict(file)
    token, model = torch.tensor(p.pop("token")), json.loads(p.pop("model").item())
    vocabulary = len(p["tokens/embedding"])
    is_gpt2 = model["positions"]["type"] == "learned"
    network = (gpt2 if is_gpt2 else llama)(model, vocabulary).double().eval()
    weights = (gpt2_weights if is_gpt2 else llama_weights)(p, model)
    tensors = {name: torch.tensor(value.astype(np.float64)) for name, value in weights.items()}
    missing, unexpected = network.load_state_dict(tensors, strict=False)
    assert not unexpected, unexpected
    assert set(missing) <= {"lm_head.weight"}, missing  # the embedding, where they are tied
    logits = network(token[:, :-1]).logits
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), token[:, 1:].flatten())
    loss.backward()
    gradient = network.get_input_embeddings().weight.grad
    np.savez(found, logits=logits.detach(), loss=loss.detach(), gradient=gradient)


if __name__ == "__main__":
    main(*sys.argv[1:])
