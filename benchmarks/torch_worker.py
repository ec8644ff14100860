"""The network of `cnn.py` in PyTorch: reads a form and a number of steps per line, answers with seconds.

    python torch_worker.py ARRAYS.npz ACTIVATION NORM

Run by `cnn.py`, with an interpreter that has PyTorch; imports nothing else of this project.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections import OrderedDict

import numpy as np
import torch
from torch import nn

ACTIVATIONS = {"relu": nn.ReLU, "gelu": lambda: nn.GELU(approximate="tanh")}  # as flax.nnx has it
FORMS = {
    "eager": (False, False),
    "channels_last": (True, False),
    "compile": (False, True),
    "compile, channels_last": (True, True),
}
"""Each with whether it has channels last, and whether it is compiled."""


def network(activation: str, norm: str) -> nn.Sequential:
    layers = OrderedDict()
    for number, (inputs, outputs) in enumerate(((1, 32), (32, 64)), start=1):
        layers[f"conv{number}"] = nn.Conv2d(inputs, outputs, 3, padding=1, bias=norm == "none")
        if norm == "batch":
            layers[f"norm{number}"] = nn.BatchNorm2d(outputs, momentum=0.01)
        layers[f"activation{number}"] = ACTIVATIONS[activation]()
        layers[f"pool{number}"] = nn.MaxPool2d(2)
    layers["flatten"] = nn.Flatten()
    layers["hidden1"] = nn.Linear(7 * 7 * 64, 128)
    layers["activation3"] = ACTIVATIONS[activation]()
    layers["output"] = nn.Linear(128, 10)
    return nn.Sequential(layers)


class Form:
    """A network, its optimizer, and steps on batches of the rows."""

    def __init__(self, name, arrays, activation, norm):
        channels_last, compiled = FORMS[name]
        layout = torch.channels_last if channels_last else torch.contiguous_format
        model = network(activation, norm)
        given = {key: torch.tensor(arrays[key]) for key in arrays.files if "." in key}
        missing, unknown = model.load_state_dict(given, strict=False)
        if unknown or any("running" not in key and "num_" not in key for key in missing):
            sys.exit(f"not the same network: {missing} {unknown}")
        model = model.to(memory_format=layout)
        self.image = torch.tensor(arrays["image"])[:, None].to(memory_format=layout)
        self.label = torch.tensor(arrays["label"], dtype=torch.long)
        self.rows = torch.tensor(arrays["rows"], dtype=torch.long)
        self.optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
        self.model = torch.compile(model) if compiled else model

    def run(self, steps):
        begin = time.perf_counter()
        for number in range(steps):
            rows = self.rows[number % len(self.rows)]
            self.optimizer.zero_grad(set_to_none=True)
            logits = self.model(self.image[rows])
            loss = nn.functional.cross_entropy(logits, self.label[rows])
            loss.backward()
            self.optimizer.step()
        return {"loss": loss.item(), "seconds": time.perf_counter() - begin}


def main():
    path, activation, norm = sys.argv[1:]
    arrays = np.load(path)
    forms = {}
    print(json.dumps({"version": torch.__version__, "forms": list(FORMS)}), flush=True)
    for line in sys.stdin:
        name, steps = json.loads(line)
        with contextlib.redirect_stdout(sys.stderr):
            if name not in forms:
                forms[name] = Form(name, arrays, activation, norm)
            found = forms[name].run(steps)
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
