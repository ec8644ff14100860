"""A transformer decoder in float64, by formulas of its own: head by head, positions as complex numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
_ERF_FREE = np.sqrt(2 / np.pi)


def normalized(x: Array, scale: Array, kind: str) -> Array:
    """RMSNorm, or layer norm without a bias."""
    if kind == "layer":
        x = x - x.mean(-1, keepdims=True)
    return x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-6) * scale


def rotated(x: Array, base: float) -> Array:
    """Pairs of features (time, d) as complex numbers, each multiplied by exp(i position theta)."""
    time, d = x.shape
    z = x[:, : d // 2] + 1j * x[:, d // 2 :]
    theta = np.array([base ** (-2 * pair / d) for pair in range(d // 2)])
    z = z * np.exp(1j * np.outer(np.arange(time), theta))
    return np.concatenate([z.real, z.imag], axis=1)


def hidden(x: Array, p: Mapping[str, Any], kind: str) -> Array:
    """The hidden layer of an MLP."""
    y = x @ p["hidden"]["kernel"]
    if kind == "gelu":  # with the approximation of GPT-2
        return 0.5 * y * (1 + np.tanh(_ERF_FREE * (y + 0.044715 * y**3)))
    if kind == "relu_squared":
        return np.where(y > 0, y, 0) ** 2
    gate = x @ p["gate"]["kernel"]
    return gate / (1 + np.exp(-gate)) * y


def attention(x: Array, p: Mapping[str, Any], model: Mapping[str, Any]) -> Array:
    """Causal self-attention of (time, width), where each head of queries has keys and values of its own."""
    heads, time = model["heads"], len(x)
    shared = model.get("kv_heads", heads)
    d = x.shape[1] // heads
    parts = (x @ p["qkv"]["kernel"]).reshape(time, heads + 2 * shared, d)
    found = []
    for head in range(heads):
        group = head * shared // heads
        q, k, v = parts[:, head], parts[:, heads + group], parts[:, heads + shared + group]
        if model.get("qk_norm"):
            q = normalized(q, p["q_norm"]["scale"], model["norm"])
            k = normalized(k, p["k_norm"]["scale"], model["norm"])
        if model["positions"] == "rotary":
            q, k = rotated(q, 10_000.0), rotated(k, 10_000.0)
        rows = []
        for t in range(time):
            weight = np.exp(q[t] @ k[: t + 1].T / np.sqrt(d))
            rows.append(weight / weight.sum() @ v[: t + 1])
        found.append(np.array(rows))
    return np.concatenate(found, axis=1) @ p["output"]["kernel"]


def logits(p: Mapping[str, Any], token: Array, model: Mapping[str, Any]) -> Array:
    """Of one window (time,) -> (time, vocabulary)."""
    embedding = p["tokens"]["embedding"]
    x = embedding[token]
    width = x.shape[1]
    if model["positions"] == "learned":
        x = x + p["positions"]["embedding"][: len(token)]
    elif model["positions"] == "sinusoidal":
        x = np.sqrt(width) * x
        for position in range(len(token)):
            for i in range(width // 2):
                angle = position / 10_000 ** (2 * i / width)
                x[position, 2 * i] += np.sin(angle)
                x[position, 2 * i + 1] += np.cos(angle)
    for number in range(model["layers"]):
        block = p["blocks"][number]
        x = x + attention(
            normalized(x, block["norm1"]["scale"], model["norm"]), block["attention"], model
        )
        y = normalized(x, block["norm2"]["scale"], model["norm"])
        x = x + hidden(y, block["mlp"], model["mlp"]) @ block["mlp"]["output"]["kernel"]
    x = normalized(x, p["norm"]["scale"], model["norm"])
    return x @ (embedding.T if model.get("tie_embeddings", True) else p["output"]["kernel"])


def loss(p: Mapping[str, Any], tokens: Array, model: Mapping[str, Any]) -> float:
    """Mean nats of each token of windows (n, time + 1) but the first."""
    nats = []
    for window in tokens:
        for row, target in zip(logits(p, window[:-1], model), window[1:], strict=True):
            nats.append(np.log(np.exp(row).sum()) - row[target])
    return float(np.mean(nats))
