"""What docs/notebook.md shows: a trainer as a module, many seeds at once, and no compilation for another seed."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import specc

from .conftest import load

ROOT = Path(__file__).parents[2]
SHORT = ["model.hidden=[64]", "train.duration=2 epochs", "evaluate.every=1 epochs"]


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    path = tmp_path_factory.mktemp("notebook") / "digits_classifier.py"
    [text] = specc.compile(specc.read(ROOT / "specs/digits_classifier.yaml", SHORT)).values()
    path.write_text(text)
    return load(path)


@pytest.fixture(scope="module")
def page(trainer: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The variables after all blocks of the page."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs/notebook.md").read_text(), re.DOTALL)
    found: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "digits_classifier", trainer)
        for block in blocks:
            exec(block, found)
    return found


def test_seeds_are_vmapped(trainer: ModuleType, page: dict[str, Any]) -> None:
    losses = np.asarray(page["metrics"]["loss"])
    assert losses.shape == (8,)
    assert len(set(losses.tolist())) == 8
    c, batch = page["c"], page["batch"]
    for seed in (0, 5):
        _, alone = trainer.train_step(c, trainer.init_state(c, seed), batch)
        np.testing.assert_allclose(losses[seed], alone["loss"], rtol=1e-5)


def test_another_seed_or_workdir_compiles_nothing(trainer: ModuleType, tmp_path: Path) -> None:
    data = trainer.load_data()
    losses = {}
    for seed in (0, 1):
        c = trainer.Config(hidden=(64,), epochs=2, seed=seed, workdir=tmp_path / str(seed))
        state = trainer.init_state(c, c.seed)
        rows = trainer.batch_rows(c, 0, 5)
        state, metrics = trainer.train_steps(c, state, data.train, rows)
        trainer.evaluate(c, state, data.eval)
        losses[seed] = np.asarray(metrics["loss"])
        if seed == 0:
            sizes = [
                f._cache_size() for f in (trainer.init_state, trainer.train_steps, trainer.evaluate)
            ]
    assert sizes == [
        f._cache_size() for f in (trainer.init_state, trainer.train_steps, trainer.evaluate)
    ]
    assert (losses[0] != losses[1]).all()


def test_what_was_trained_is_loaded(trainer: ModuleType, tmp_path: Path) -> None:
    import threading

    c = trainer.Config(workdir=tmp_path / "run")
    state = trainer.train(c, threading.Event())
    loaded, again = trainer.load(tmp_path / "run")
    assert loaded == c
    for ours, theirs in zip(jax.tree.leaves(state), jax.tree.leaves(again), strict=True):
        assert jnp.array_equal(
            jax.random.key_data(ours) if _is_key(ours) else ours,
            jax.random.key_data(theirs) if _is_key(theirs) else theirs,
        )
    image = trainer.load_data().eval.image
    assert trainer.predict(loaded, again, image).shape == (len(image), 10)


def _is_key(x: jax.Array) -> bool:
    return jnp.issubdtype(x.dtype, jax.dtypes.prng_key)
