"""Models of other frameworks are told so, by their code alone, whether they are copied or imported."""

from __future__ import annotations

import pytest

from specc.inline.checks import problems_of
from specc.inline.problems import Kind, Problem
from specc.language.models.python import Python

from .trees import files


def found(text: str, *, inline: bool = True, **more: str) -> list[Problem]:
    """The problems of the class Net in net.py; `more` are other files."""
    texts = {"net.py": text, **{f"{name}.py": other for name, other in more.items()}}
    block = Python(source="net.py", name="Net", inline=inline)
    return list(problems_of(block.with_files(files(texts, "net.py"))))


CASES = {
    "torch": (
        "import torch.nn as nn\nclass Net(nn.Module):\n    def forward(self, x):\n        return x\n",
        "torch.nn.Module is of PyTorch",
    ),
    "torch, from": (
        "from torch.nn import Module\nclass Net(Module):\n    def __init__(self, n):\n        pass\n",
        "torch.nn.Module is of PyTorch",
    ),
    "lightning": (
        "import pytorch_lightning as pl\nclass Net(pl.LightningModule):\n    pass\n",
        "pytorch_lightning.LightningModule is of PyTorch",
    ),
    "linen": (
        "from flax import linen as nn\nclass Net(nn.Module):\n    n: int\n    @nn.compact\n    def __call__(self, x):\n        return nn.Dense(self.n)(x)\n",
        "flax.linen.Module is of flax.linen",
    ),
    "keras": (
        "import keras\nclass Net(keras.Model):\n    def call(self, x):\n        return x\n",
        "keras.Model is of Keras",
    ),
    "keras of tensorflow": (
        "from tensorflow import keras\nclass Net(keras.layers.Layer):\n    pass\n",
        "tensorflow.keras.layers.Layer is of Keras",
    ),
    "keras, a function": (
        "from tensorflow import keras\ndef Net():\n    return keras.Sequential([keras.layers.Dense(10)])\n",
        "tensorflow.keras.Sequential is of Keras",
    ),
    "haiku": (
        "import haiku as hk\nclass Net(hk.Module):\n    def __call__(self, x):\n        return hk.Linear(3)(x)\n",
        "haiku.Module is of Haiku",
    ),
    "equinox": (
        "import equinox as eqx\nclass Net(eqx.Module):\n    layer: eqx.nn.Linear\n    def __call__(self, x):\n        return self.layer(x)\n",
        "equinox.Module is of Equinox",
    ),
    "layers of torch in a module of nnx": (
        "from flax import nnx\nfrom torch import nn\nclass Net(nnx.Module):\n    def __init__(self, *, rngs):\n"
        "        self.layer = nn.Linear(3, 4)\n    def __call__(self, x):\n        return self.layer(x)\n",
        "torch.nn.Linear is of PyTorch",
    ),
}  # fmt: skip


@pytest.mark.parametrize("inline", [True, False])
@pytest.mark.parametrize("case", CASES)
def test_a_model_of_another_framework(case: str, inline: bool) -> None:
    """One problem, where the other framework is named, with what is to be changed."""
    text, label = CASES[case]
    [one] = [problem for problem in found(text, inline=inline) if problem.kind is not Kind.LEFT_OUT]
    assert one.kind is Kind.MODEL
    assert one.label == f"{label}, not of flax.nnx"
    assert one.place is not None
    assert one.place.file == "net.py"
    assert "class Net(nnx.Module)" in one.notes[0]
    assert any("rngs" in note for note in one.notes)


def test_a_base_in_another_file() -> None:
    """The problem stands where the framework's class is named."""
    base = "from torch import nn\nclass Base(nn.Module):\n    pass\n"
    [one] = found("from base import Base\nclass Net(Base):\n    pass\n", base=base)
    assert one.label == "torch.nn.Module is of PyTorch, not of flax.nnx"
    assert one.place is not None
    assert (one.place.file, one.place.line) == ("base.py", 2)


def test_a_module_of_nnx_is_none_of_them() -> None:
    """Even with a torch tensor of weights, or a layer of linen by nnx's bridge."""
    text = (
        "import torch\nfrom flax import linen, nnx\nclass Net(nnx.Module):\n    def __init__(self, *, rngs):\n"
        "        self.start = torch.load('w.pt').numpy()\n"
        "        self.layer = nnx.bridge.ToNNX(linen.Dense(3), rngs=rngs)\n"
        "    def __call__(self, x):\n        return self.layer(x)\n"
    )
    assert found(text) == []
