"""Files of somebody's own code, with a mistake each."""

from __future__ import annotations

from typing import Any

from specc.language.code import Files

_HEAD = "from flax import nnx\n"
_NET = """
class Net(nnx.Module):
    def __init__(self, width, depth=1, *, rngs):
        self.output = nnx.Linear(width, 4, rngs=rngs)

    def __call__(self, x):
        return self.output(x)
"""
FINE = _HEAD + _NET

PIECES = """
def error(outputs, targets, *, scale=1.0):
    return scale * abs(outputs - targets)

def loss(outputs, targets):
    return error(outputs, targets)

def decay(outputs, targets):
    return error(outputs, targets)

def ema_decay(outputs, targets):
    return error(outputs, targets)

def alone(outputs):
    return outputs

def shift(key, image, by):
    return image

def hook(step, row, *, scale=1.0):
    print(step, scale * row["loss"])

def other_hook(step, row):
    print(step, row)
"""

CODE = Files(
    {
        "pieces.py": PIECES,
        "fine.py": FINE,
        "broken.py": FINE.replace("return", "return return"),
        "nowhere.py": f"from .gone import OUTPUTS\n{FINE.replace('4', 'OUTPUTS')}",
        "nowhere_unused.py": f"from .gone import OUTPUTS\n{FINE}",
        "star.py": f"from .fine import *\n{FINE}",
        "dynamic.py": FINE.replace("width, 4", "width, globals()['N']"),
        "method.py": FINE.replace("self.output(x)", "self.eval(x)"),
        "prints.py": f"{FINE}\nprint('imported')\n",
        "guarded.py": f"{FINE}\nif __name__ == '__main__':\n    print('run')\n",
        "uncalled.py": FINE.replace("__call__", "forward"),
        "my-file.py": FINE,
    },
    unread={"gone.py": "there is no such file"},
    modules={"fine.py": "fine"},
)


def piece(name: str, **keys: Any) -> dict[str, Any]:
    """A function of those."""
    return {"type": "python", "source": "pieces.py", "name": name, **keys}


def model(source: str, **keys: Any) -> dict[str, Any]:
    """A model of that file, given its width."""
    found = {"type": "python", "source": source, "name": "Net", "args": {"width": 64}}
    return {"model": {**found, **keys}}
