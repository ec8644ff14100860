"""The networks of `networks.py` in PyTorch: reads a form and a number of steps per line, answers with seconds.

    python torch_networks.py ARRAYS.npz SIZES DEVICE

Run by `networks.py`, with an interpreter that has PyTorch; imports nothing else of this project.
"""

from __future__ import annotations

import contextlib
import json
import math
import sys
import time
from itertools import pairwise

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812

FORMS = {"eager": False, "compile": True}
"""Each with whether it is compiled."""


def embed_time(t, frequencies):
    angles = 1000 * t[:, None] * torch.logspace(0, -4, frequencies, device=t.device)
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class TimeEmbedding(nn.Module):
    def __init__(self, frequencies, width):
        super().__init__()
        self.frequencies = frequencies
        self.hidden, self.output = nn.Linear(2 * frequencies, width), nn.Linear(width, width)

    def forward(self, t):
        return self.output(F.silu(self.hidden(embed_time(t, self.frequencies))))


class Attention(nn.Module):
    def __init__(self, heads, width):
        super().__init__()
        self.heads = heads
        for name in ("query", "key", "value", "out"):
            setattr(self, name, nn.Linear(width, width))

    def forward(self, x):
        def split(y):
            return y.unflatten(-1, (self.heads, -1)).transpose(1, 2)

        heads = (split(layer(x)) for layer in (self.query, self.key, self.value))
        return self.out(F.scaled_dot_product_attention(*heads).transpose(1, 2).flatten(2))


class UNetBlock(nn.Module):
    def __init__(self, sizes, inputs, outputs, attends):
        super().__init__()
        groups = sizes["groups"]
        self.norm1 = nn.GroupNorm(groups, inputs, eps=1e-6)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.project_time = nn.Linear(4 * sizes["channels"][0], outputs)
        self.norm2 = nn.GroupNorm(groups, outputs, eps=1e-6)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.project = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()
        self.attention = Attention(sizes["heads"], outputs) if attends else None
        if attends:
            self.attention_norm = nn.GroupNorm(groups, outputs, eps=1e-6)

    def forward(self, x, time):
        y = self.conv1(F.silu(self.norm1(x))) + self.project_time(time)[..., None, None]
        x = self.project(x) + self.conv2(F.silu(self.norm2(y)))
        if self.attention is None:
            return x
        pixels = self.attention_norm(x).flatten(2).transpose(1, 2)
        return x + self.attention(pixels).transpose(1, 2).reshape(x.shape)


class UNet(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        widths, blocks, attends = sizes["channels"], sizes["blocks"], sizes["attention"]
        channels = widths[0]
        skips = [channels]
        self.time_embedding = TimeEmbedding(channels // 2, 4 * channels)
        self.first = nn.Conv2d(1, channels, 3, padding=1)
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        for level, width in enumerate(widths):
            skips += [channels] if level else []
            self.down.append(nn.ModuleList())
            for _ in range(blocks):
                self.down[-1].append(UNetBlock(sizes, channels, width, level in attends))
                channels = width
                skips.append(width)
        self.middle = nn.ModuleList(
            UNetBlock(sizes, channels, channels, attends) for attends in (True, False)
        )
        for level, width in reversed([*enumerate(widths)]):
            self.up.append(nn.ModuleList())
            for _ in range(blocks + 1):
                block = UNetBlock(sizes, channels + skips.pop(), width, level in attends)
                self.up[-1].append(block)
                channels = width
        self.halve = nn.ModuleList(nn.Conv2d(n, n, 3, 2) for n in widths[:-1])
        self.enlarge = nn.ModuleList(nn.Conv2d(n, n, 3, padding=1) for n in widths[:0:-1])
        self.norm = nn.GroupNorm(sizes["groups"], channels, eps=1e-6)
        self.output = nn.Conv2d(channels, 1, 3, padding=1)

    def forward(self, x, t):
        time = F.silu(self.time_embedding(t))
        x = self.first(x[:, None])
        skips = [x]
        for level, blocks in enumerate(self.down):
            if level:
                x = self.halve[level - 1](F.pad(x, (0, 1, 0, 1)))
                skips.append(x)
            for block in blocks:
                x = block(x, time)
                skips.append(x)
        for block in self.middle:
            x = block(x, time)
        for level, blocks in enumerate(self.up):
            if level:
                x = self.enlarge[level - 1](F.interpolate(x, scale_factor=2.0))
            for block in blocks:
                x = block(torch.cat([x, skips.pop()], dim=1), time)
        return self.output(F.silu(self.norm(x)))[:, 0]


class Mlp(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.hidden, self.output = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def forward(self, x):
        return self.output(F.gelu(self.hidden(x), approximate="tanh"))


class DiTBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.modulation = nn.Linear(width, 6 * width)
        self.norm = nn.LayerNorm(width, eps=1e-6, elementwise_affine=False)
        self.attention, self.mlp = Attention(heads, width), Mlp(width, 4 * width)

    def forward(self, x, condition):
        m = self.modulation(condition)[:, None].chunk(6, dim=-1)
        x = x + m[2] * self.attention(self.norm(x) * (1 + m[1]) + m[0])
        return x + m[5] * self.mlp(self.norm(x) * (1 + m[4]) + m[3])


class DiT(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.size, width = sizes["patch_size"], sizes["width"]
        self.side = sizes["side"] // self.size
        self.embed = nn.Linear(self.size**2, width)
        self.position = nn.Parameter(torch.empty(1, self.side**2, width))
        self.time_embedding = TimeEmbedding(128, width)
        self.blocks = nn.ModuleList(DiTBlock(width, sizes["heads"]) for _ in range(sizes["depth"]))
        self.modulation = nn.Linear(width, 2 * width)
        self.norm = nn.LayerNorm(width, eps=1e-6, elementwise_affine=False)
        self.output = nn.Linear(width, self.size**2)

    def forward(self, x, t):
        n, side, size = len(x), self.side, self.size
        condition = F.silu(self.time_embedding(t))
        x = x.reshape(n, side, size, side, size).transpose(2, 3).reshape(n, side**2, size**2)
        x = self.embed(x) + self.position
        for block in self.blocks:
            x = block(x, condition)
        shift, scale = self.modulation(condition)[:, None].chunk(2, dim=-1)
        x = self.output(self.norm(x) * (1 + scale) + shift)
        return x.reshape(n, side, side, size, size).transpose(2, 3).reshape(n, *[side * size] * 2)


class MLP(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairwise(widths))

    def forward(self, x):
        *hidden, output = self.layers
        for layer in hidden:
            x = F.gelu(layer(x), approximate="tanh")
        return output(x)


class VAE(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pixels, hidden, latent = sizes["side"] ** 2, sizes["hidden"], sizes["latent"]
        self.encoder = MLP((pixels, *hidden, 2 * latent))
        self.decoder = MLP((latent, *reversed(hidden), pixels))

    def forward(self, x, noise):
        mean, log_variance = self.encoder(x.flatten(1)).chunk(2, dim=1)
        logits = self.decoder(mean + (log_variance / 2).exp() * noise)
        return mean, log_variance, logits.reshape(x.shape)


def vae_loss(model, image, latent):
    noise = torch.randn(len(image), latent, device=image.device)
    mean, log_variance, logits = model(image, noise)
    nats = F.binary_cross_entropy_with_logits(logits, image, reduction="none").flatten(1).sum(1)
    return (nats + (mean**2 + log_variance.exp() - log_variance - 1).sum(1) / 2).mean()


def flow_loss(model, image, _):
    t = torch.rand(len(image), 1, 1, device=image.device)
    noise = torch.randn_like(image)
    return ((model((1 - t) * noise + t * image, t.reshape(-1)) - (image - noise)) ** 2).mean()


KINDS = {"vae": (VAE, vae_loss), "unet": (UNet, flow_loss), "dit": (DiT, flow_loss)}


def converted(path, value):
    """A parameter of flax as PyTorch has it: a name and an array with outputs first."""
    *parts, name = path.split("/")
    if name == "kernel" and "attention" in parts:
        value = (
            value.reshape(-1, value.shape[-1]) if "out" in parts else value.reshape(len(value), -1)
        )
    if name == "bias" and "attention" in parts:
        value = value.reshape(-1)
    if name == "kernel":
        value = np.moveaxis(value, (-1, -2), (0, 1))
    renamed = {"kernel": "weight", "scale": "weight"}.get(name, name)
    parts = ["enlarge" if part == "double" else part for part in parts]  # nn.Module has a `double`
    return ".".join((*parts, renamed)), torch.tensor(np.ascontiguousarray(value))


class Form:
    """A network, its optimizer, and steps on batches of the rows."""

    def __init__(self, name, arrays, sizes, device):
        kind, self.loss = KINDS[sizes["kind"]]
        model = kind(sizes)
        given = dict(converted(key, arrays[key]) for key in arrays.files if key[0] != "@")
        model.load_state_dict(given)
        self.model = model.to(device)
        inputs = [torch.tensor(arrays[name], device=device) for name in ("@x", "@t")]
        with torch.no_grad():
            found = self.model(*inputs)
        found = torch.cat([y.flatten() for y in found]) if isinstance(found, tuple) else found
        self.error = float(np.abs(found.cpu().numpy().ravel() - arrays["@y"]).max())
        self.image = torch.tensor(arrays["@image"], device=device)
        self.rows = torch.tensor(arrays["@rows"], dtype=torch.long, device=device)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-4, fused=True)
        self.latent = sizes.get("latent")
        self.device = device
        if FORMS[name]:
            self.model = torch.compile(self.model)

    def run(self, steps):
        begin = time.perf_counter()
        for number in range(steps):
            image = self.image[self.rows[number % len(self.rows)]]
            self.optimizer.zero_grad(set_to_none=True)
            loss = self.loss(self.model, image, self.latent)
            loss.backward()
            self.optimizer.step()
        value = loss.item()  # waits for the device
        return {"loss": value, "error": self.error, "seconds": time.perf_counter() - begin}


def main():
    path, sizes, device = sys.argv[1:]
    if device == "cuda" and not torch.cuda.is_available():
        print(json.dumps({"version": torch.__version__, "forms": []}), flush=True)
        return
    arrays, forms = np.load(path), {}
    torch.set_float32_matmul_precision("highest")
    print(json.dumps({"version": torch.__version__, "forms": list(FORMS)}), flush=True)
    for line in sys.stdin:
        name, steps = json.loads(line)
        with contextlib.redirect_stdout(sys.stderr):
            if name not in forms:
                forms[name] = Form(name, arrays, json.loads(sizes), device)
            found = forms[name].run(steps)
        assert math.isfinite(found["loss"])
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
