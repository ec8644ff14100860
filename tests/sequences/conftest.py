"""Small language models, and a text whose entropy is known."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from trainers.conftest import build, changed

from specc.language.sources.text import Text
from specc.probe import look

TRANSITIONS = np.array([[0.0, 0.9, 0.1], [0.2, 0.0, 0.8], [0.5, 0.5, 0.0]])
"""A Markov chain of three characters, none of which follows itself."""
LETTERS = "abc"


def entropy() -> float:
    """Nats per character of the chain: the mean of its rows, weighted by how often it is where."""
    values, vectors = np.linalg.eig(TRANSITIONS.T)
    often = np.real(vectors[:, np.argmax(np.real(values))])
    logs = np.log(np.where(TRANSITIONS > 0, TRANSITIONS, 1))
    return float(-(often / often.sum()) @ (TRANSITIONS * logs).sum(1))


def chain(length: int, seed: int = 0) -> str:
    """A text of the chain."""
    rng, state, found = np.random.default_rng(seed), 0, []
    for uniform in rng.random(length):
        state = int(np.searchsorted(np.cumsum(TRANSITIONS[state]), uniform))
        found.append(LETTERS[state])
    return "".join(found)


SPEC: dict[str, Any] = {
    "specc": 1,
    "name": "writer",
    "task": "language_modeling",
    "model": {
        "type": "transformer",
        "layers": 1,
        "heads": 2,
        "width": 16,
        "context": 8,
        "positions": "rotary",
        "qk_norm": True,
        "kv_heads": 1,
    },
    "data": {"source": {"type": "text", "path": "chain.txt"}, "holdout": "10%", "batch_size": 32},
    "optimizer": {"type": "adamw", "b2": 0.99, "learning_rate": {"type": "cosine", "peak": 1e-2}},
    "train": {"duration": "300 steps"},
    "evaluate": {"every": "100 steps"},
    "sample": {
        "every": "150 steps",
        "count": 20,
        "sampler": {"type": "autoregressive", "temperature": 1.0},
    },
    "checkpoint": {"every": "50 steps"},
    "log": {"every": "25 steps"},
}
"""A transformer of one block, which learns the chain."""


def built(folder: Path, changes: dict[str, Any] | None = None) -> ModuleType:
    """The trainer of a text in `folder`, with the facts that a probe finds."""
    folder.mkdir(parents=True, exist_ok=True)
    text = folder / "chain.txt"
    if not text.exists():
        text.write_text(chain(12_000))
    spec = changed(SPEC, changes or {})
    if spec["data"]["source"]["type"] == "text":
        facts = look(Text.model_validate(spec["data"]["source"]), folder)
        spec["data"]["facts"] = facts.model_dump(mode="json", exclude_none=True)
    return build(spec, folder)


@pytest.fixture(scope="session")
def writer(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The trainer of SPEC."""
    return built(tmp_path_factory.mktemp("writer"))
