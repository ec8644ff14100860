"""Specs of the gallery, with what they need beside them: data, code and facts."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterator
from typing import Any

from specc.init.text import SCHEMA_LINE
from specc.shipped import shipped_folder

DEFAULT = "digits_classifier"
"""What `specc init` writes without a name: it needs no file but itself."""

COMMENTS = {
    "task": "What is learned, with its loss and metrics. `specc help task` lists what there is.",
    "target": "The hardware to optimize for; the trainer runs on any.",
    "init_from": "Weights of another run, or of a file, to begin with.",
    "lora": "Low-rank adapters of those weights, which are trained in their place.",
    "export": "What `--export DIR` writes: the trained weights as safetensors.",
    "model": "The network: of a type that `specc help model` lists, or python for a flax module of your own.",
    "networks": "Networks that the loss trains besides the model, each with an optimizer.",
    "precision": "The precision of training: float32 unless given, bfloat16, or float16 with a loss scale.",
    "data": "Where examples are, what is held out for evaluation, and how many examples make a step.",
    "optimizer": "Any optimizer of optax, with its argument names. The learning rate is a number or a\n"
    "schedule; `specc plot` draws it.",
    "train": "The length of the run: epochs, steps, examples or tokens.",
    "average": "An average of the weights, which is evaluated in their place.",
    "evaluate": "How often the held-out examples are evaluated.",
    "sample": "How often samples are drawn; they go to the folder of the run.",
    "checkpoint": "How often the state is saved. Runs resume from it, and `load` reads it.",
    "log": "Where metrics go, and how often.",
    "events": "What else is done in a run, such as histograms of the weights.",
    "profile": "Steps that JAX's profiler traces, for TensorBoard and Perfetto.",
    "allow": "Warnings of `specc check` that are meant, with the reason.",
}
"""What is said above the keys of a spec."""

_KEY = re.compile(r"^([a-z_]+):", re.MULTILINE)
_NAME = re.compile(r"^name: .*$", re.MULTILINE)


def names() -> dict[str, str]:
    """Every spec of the gallery, with its first line."""
    found = {}
    for path in sorted(shipped_folder("specs").glob("*.yaml")):
        first, _, _ = path.read_text(encoding="utf-8").partition("\n")
        found[path.stem] = first.removeprefix("# ")
    return found


def path_of(name: str) -> pathlib.Path:
    """The file of a spec of the gallery."""
    return shipped_folder("specs") / f"{name}.yaml"


def text_of(name: str, trainer: str) -> str:
    """A spec of the gallery, with comments, for a trainer that may be called otherwise."""
    text = path_of(name).read_text(encoding="utf-8")
    text = _NAME.sub(f"name: {trainer}", text, count=1)
    return f"{SCHEMA_LINE}\n{_KEY.sub(_commented, text)}"


def _commented(key: re.Match[str]) -> str:
    if key[1] not in COMMENTS:
        return key[0]
    lines = COMMENTS[key[1]].split("\n")
    return "\n" + "".join(f"# {line}\n" for line in lines) + key[0]


def companions(value: Any) -> Iterator[pathlib.PurePosixPath]:
    """The files of the gallery that a spec names, relative to it; of folders, all that is in them."""
    found = dict.fromkeys(_named(value))
    for path in found:
        place = shipped_folder("specs") / path
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            if file.is_file():
                yield pathlib.PurePosixPath(file.relative_to(shipped_folder("specs")).as_posix())


def _named(value: Any) -> Iterator[str]:
    """The strings in a spec that are paths of the gallery."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _named(item)
    elif isinstance(value, str) and "/" in value and (shipped_folder("specs") / value).exists():
        yield value
