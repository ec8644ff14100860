"""GPT in PyTorch, as nanoGPT writes it, on the windows and from the parameters of an emitted trainer.

Asked in lines of JSON by `benchmarks.gpt` and `benchmarks.shakespeare`; runs where PyTorch is installed.
"""

import contextlib
import json
import math
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812

FORMS = {"eager": False, "compile": True}


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width, eps=1e-6, bias=False)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.project = nn.Linear(width, width, bias=False)
        self.norm2 = nn.LayerNorm(width, eps=1e-6, bias=False)
        self.hidden = nn.Linear(width, 4 * width, bias=False)
        self.output = nn.Linear(4 * width, width, bias=False)

    def forward(self, x):
        n, time, width = x.shape
        qkv = self.qkv(self.norm1(x)).view(n, time, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.project(y.transpose(1, 2).reshape(n, time, width))
        return x + self.output(F.gelu(self.hidden(self.norm2(x)), approximate="tanh"))


class GPT(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        width = sizes["width"]
        self.tokens = nn.Embedding(sizes["vocabulary"], width)
        self.positions = nn.Embedding(sizes["context"], width)
        self.blocks = nn.ModuleList(Block(width, sizes["heads"]) for _ in range(sizes["layers"]))
        self.norm = nn.LayerNorm(width, eps=1e-6, bias=False)

    def forward(self, token):
        x = self.tokens(token) + self.positions.weight[: token.shape[1]]
        for block in self.blocks:
            x = block(x)
        return F.linear(self.norm(x), self.tokens.weight)


def nats(model, window):
    """Of each token of a window but the first, (n, time + 1) -> (n, time)."""
    logits = model(window[:, :-1])
    target = window[:, 1:]
    return F.cross_entropy(
        logits.float().flatten(0, 1), target.flatten(), reduction="none"
    ).reshape(target.shape)


def converted(path, value):
    """A parameter of flax as PyTorch has it: a name and an array with outputs first."""
    *parts, name = path.split("/")
    if parts[-2:] == ["attention", "qkv"] or parts[-2:-1] == ["mlp"]:
        parts.pop(-2)
    elif parts[-2:] == ["attention", "output"]:
        parts[-2:] = ["project"]
    if name == "kernel":
        value = value.T
    name = "weight" if name in ("kernel", "scale", "embedding") else name
    return ".".join((*parts, name)), torch.tensor(np.ascontiguousarray(value))


class Form:
    """A network, its optimizer, and steps on the windows of the rows."""

    def __init__(self, name, arrays, sizes, device):
        self.sizes, self.device = sizes, device
        self.model = GPT(sizes)
        self.model.load_state_dict(
            dict(converted(key, arrays[key]) for key in arrays.files if key[0] != "@")
        )
        self.model.to(device)
        with torch.no_grad():
            logits = self.model(torch.tensor(arrays["@x"], dtype=torch.long, device=device))
        self.error = float(np.abs(logits.cpu().numpy() - arrays["@y"]).max())
        self.text = torch.tensor(arrays["@tokens"].astype(np.int64), device=device)
        self.held_out = torch.tensor(arrays["@held_out"].astype(np.int64), device=device)
        self.rows = arrays["@rows"]
        decayed = [p for p in self.model.parameters() if p.dim() >= 2]
        others = [p for p in self.model.parameters() if p.dim() < 2]
        groups = [
            {"params": decayed, "weight_decay": sizes["weight_decay"]},
            {"params": others, "weight_decay": 0.0},
        ]
        rate = sizes["learning_rate"]
        self.optimizer = torch.optim.AdamW(groups, lr=rate, betas=(0.9, sizes["b2"]), fused=True)
        self.step = 0
        self.bfloat16 = sizes["bfloat16"]
        self.called = torch.compile(self.model) if FORMS[name] else self.model

    def rate(self):
        """Linear warm-up, then a cosine to a tenth."""
        steps, warmup, peak = (self.sizes[name] for name in ("steps", "warmup", "learning_rate"))
        if self.step < warmup:
            return peak * self.step / warmup
        part = min(1, (self.step - warmup) / (steps - warmup))
        return peak * (0.1 + 0.45 * (1 + math.cos(math.pi * part)))

    def run(self, steps):
        began = time.perf_counter()
        for _ in range(steps):
            for group in self.optimizer.param_groups:
                group["lr"] = self.rate()
            window = self.text[torch.as_tensor(self.rows[self.step % len(self.rows)])]
            self.optimizer.zero_grad(set_to_none=True)
            with torch.autocast(self.device, torch.bfloat16, enabled=self.bfloat16):
                loss = nats(self.called, window).mean()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()
            self.step += 1
        value = loss.item()  # waits for the device
        return {"loss": value, "error": self.error, "seconds": time.perf_counter() - began}

    @torch.no_grad()
    def evaluate(self):
        """Nats per held-out token, each predicted once from those before it in its window."""
        context, total = self.sizes["context"], 0.0
        last = len(self.held_out) - 1
        whole = last // context * context
        windows = self.held_out[: whole + 1].unfold(0, context + 1, context)
        for part in windows.split(128):
            total += nats(self.model, part).sum().item()
        if whole < last:
            total += nats(self.model, self.held_out[None, whole:]).sum().item()
        return {"loss": total / last}


def main():
    path, sizes, device = sys.argv[1:]
    if device == "cuda" and not torch.cuda.is_available():
        print(json.dumps({"version": torch.__version__, "forms": []}), flush=True)
        return
    arrays, forms = np.load(path), {}
    torch.set_float32_matmul_precision("highest" if device == "cpu" else "high")
    print(json.dumps({"version": torch.__version__, "forms": list(FORMS)}), flush=True)
    for line in sys.stdin:
        name, steps = json.loads(line)
        with contextlib.redirect_stdout(sys.stderr):
            if name not in forms:
                forms[name] = Form(name, arrays, json.loads(sizes), device)
            found = forms[name].run(steps) if steps else forms[name].evaluate()
        assert math.isfinite(found["loss"])
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
