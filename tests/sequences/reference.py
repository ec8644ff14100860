"""A transformer decoder in float64, by formulas of its own: head by head, positions as complex numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
_ERF_FREE = np.sqrt(2 / np.pi)


def normalized(x: Array, p: Mapping[str, Any], norm: Any) -> Array:
    """RMSNorm, or layer norm, with a bias if it has one."""
    norm = {"type": norm} if isinstance(norm, str) else norm
    if norm["type"] == "layer":
        x = x - x.mean(-1, keepdims=True)
    mean_square = (x**2).mean(-1, keepdims=True) + norm.get("epsilon", 1e-6)
    return x / np.sqrt(mean_square) * p["scale"] + p.get("bias", 0)


def linear(x: Array, p: Mapping[str, Any]) -> Array:
    """A linear layer, with a bias if it has one."""
    return x @ p["kernel"] + p.get("bias", 0)


def frequency(pair: int, d: int, positions: Mapping[str, Any]) -> float:
    """Radians per position of a pair of features."""
    theta = positions.get("base", 10_000.0) ** (-2 * pair / d)
    scaling = positions.get("scaling", {"type": "none"})
    if scaling["type"] == "linear":
        return float(theta / scaling["factor"])
    if scaling["type"] == "llama3":  # by wavelengths, as in the code that Meta published
        wavelength, context = 2 * np.pi / theta, scaling["original_context"]
        if wavelength > context / scaling["low_frequency"]:
            return float(theta / scaling["factor"])
        if wavelength > context / scaling["high_frequency"]:
            low, high = scaling["low_frequency"], scaling["high_frequency"]
            smooth = (context / wavelength - low) / (high - low)
            return float((1 - smooth) * theta / scaling["factor"] + smooth * theta)
    return float(theta)


def rotated(x: Array, positions: Mapping[str, Any]) -> Array:
    """Pairs of features (time, d) as complex numbers, each multiplied by exp(i position theta)."""
    time, d = x.shape
    z = x[:, : d // 2] + 1j * x[:, d // 2 :]
    theta = np.array([frequency(pair, d, positions) for pair in range(d // 2)])
    z = z * np.exp(1j * np.outer(np.arange(time), theta))
    return np.concatenate([z.real, z.imag], axis=1)


def hidden(x: Array, p: Mapping[str, Any], kind: str) -> Array:
    """The hidden layer of an MLP."""
    y = linear(x, p["hidden"])
    if kind == "gelu":  # with the approximation of GPT-2
        return 0.5 * y * (1 + np.tanh(_ERF_FREE * (y + 0.044715 * y**3)))
    if kind == "relu_squared":
        return np.where(y > 0, y, 0) ** 2
    gate = linear(x, p["gate"])
    return gate / (1 + np.exp(-gate)) * y


def attention(x: Array, p: Mapping[str, Any], model: Mapping[str, Any]) -> Array:
    """Causal self-attention of (time, width), where each head of queries has keys and values of its own."""
    heads, time = model["heads"], len(x)
    shared = model.get("kv_heads", heads)
    d = x.shape[1] // heads
    positions = model["positions"]
    positions = {"type": positions} if isinstance(positions, str) else positions
    window = model.get("window") or time
    parts = linear(x, p["qkv"]).reshape(time, heads + 2 * shared, d)
    found = []
    for head in range(heads):
        group = head * shared // heads
        q, k, v = parts[:, head], parts[:, heads + group], parts[:, heads + shared + group]
        if model.get("qk_norm"):
            q = normalized(q, p["q_norm"], model["norm"])
            k = normalized(k, p["k_norm"], model["norm"])
        if positions["type"] == "rotary":
            q, k = rotated(q, positions), rotated(k, positions)
        rows = []
        for t in range(time):
            first = max(0, t + 1 - window)
            weight = np.exp(q[t] @ k[first : t + 1].T / np.sqrt(d))
            rows.append(weight / weight.sum() @ v[first : t + 1])
        found.append(np.array(rows))
    return linear(np.concatenate(found, axis=1), p["output"])


def block_of(blocks: Any, number: int) -> Any:
    """The parameters of a block, in a list or stacked."""
    if "attention" not in blocks:
        return blocks[number]

    def taken(part: Any) -> Any:
        if isinstance(part, Mapping):
            return {key: taken(value) for key, value in part.items()}
        return part[number]

    return taken(blocks)


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
        block = block_of(p["blocks"], number)
        x = x + attention(normalized(x, block["norm1"], model["norm"]), block["attention"], model)
        y = normalized(x, block["norm2"], model["norm"])
        x = x + linear(hidden(y, block["mlp"], model["mlp"]), block["mlp"]["output"])
    x = normalized(x, p["norm"], model["norm"])
    y = x @ (embedding.T if model.get("tie_embeddings", True) else p["output"]["kernel"])
    cap = model.get("logit_cap")
    return y if cap is None else cap * (1 - 2 / (np.exp(2 * y / cap) + 1))


def loss(
    p: Mapping[str, Any],
    tokens: Array,
    model: Mapping[str, Any],
    options: Mapping[str, Any] | None = None,
) -> float:
    """Mean nats of each token of windows (n, time + 1) but the first, as the options of a loss say."""
    options = options or {}
    smoothing, found = options.get("label_smoothing", 0.0), []
    for window in tokens:
        for row, target in zip(logits(p, window[:-1], model), window[1:], strict=True):
            if target == options.get("ignore_index"):
                continue
            z = np.exp(row).sum()
            wanted = np.full(len(row), smoothing / len(row))
            wanted[target] += 1 - smoothing
            nats = -(wanted * np.log(np.exp(row) / z)).sum()
            found.append(nats + options.get("z_loss", 0.0) * np.log(z) ** 2)
    return float(np.mean(found))
