"""Run by an interpreter that has torch: `torch_encoder.py GIVEN FOUND`, files of arrays.

An `nn.TransformerEncoder` with the weights of a trainer, its padding masked, and the cross-entropy of tags, of
which padding is ignored: logits, the loss, and its gradient by the embedding.
"""

from __future__ import annotations

import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional

PADDING = -100


def main(given: str, found: str) -> None:
    p = dict(np.load(given))
    width, hidden = p["blocks/0/mlp/hidden/kernel"].shape
    layer = nn.TransformerEncoderLayer(
        width,
        int(p.pop("heads")),
        hidden,
        dropout=0.0,
        activation=lambda x: functional.gelu(x, approximate="tanh"),
        layer_norm_eps=1e-6,
        batch_first=True,
        norm_first=True,
        bias=False,
    )
    count = len({name.split("/")[1] for name in p if name.startswith("blocks/")})
    encoder = nn.TransformerEncoder(layer, count, enable_nested_tensor=False)
    weights = {name: torch.tensor(x) for name, x in p.items()}
    with torch.no_grad():
        for number, block in enumerate(encoder.layers):
            of = f"blocks/{number}/"
            block.self_attn.in_proj_weight.copy_(weights[of + "attention/qkv/kernel"].T)
            block.self_attn.out_proj.weight.copy_(weights[of + "attention/output/kernel"].T)
            block.linear1.weight.copy_(weights[of + "mlp/hidden/kernel"].T)
            block.linear2.weight.copy_(weights[of + "mlp/output/kernel"].T)
            block.norm1.weight.copy_(weights[of + "norm1/scale"])
            block.norm2.weight.copy_(weights[of + "norm2/scale"])
    embedding = weights["tokens/embedding"].requires_grad_()
    x = functional.embedding(weights["token"].long(), embedding)
    padding = torch.arange(x.shape[1]) >= weights["length"][:, None]
    x = encoder(x, src_key_padding_mask=padding)
    x = functional.layer_norm(x, (width,), weights["norm/scale"], None, 1e-6)
    logits = x @ weights["output/kernel"]
    tags = weights["tag"].long().masked_fill(padding, PADDING)
    loss = functional.cross_entropy(logits.mT, tags, ignore_index=PADDING)
    loss.backward()
    np.savez(
        found,
        logits=logits.detach().numpy(),
        loss=loss.detach().numpy(),
        gradient=embedding.grad.numpy(),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
