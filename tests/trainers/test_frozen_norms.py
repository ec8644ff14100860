"""A frozen batch norm evaluates in training too: neither its parameters nor its running statistics move.

Covered: every family of models with batch norm (`vit` and `mixer` have layer norms), CPU kernels, micro-batches, a user's model with a
norm without parameters. What the frozen norms give is compared with evaluation mode.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from .conftest import BASE, advance, build, changed

CNN = {"type": "cnn", "channels": [4, 4], "hidden": [8], "norm": "batch"}
OWN = """
from flax import nnx


class Net(nnx.Module):
    def __init__(self, *, rngs):
        self.first = nnx.Linear(64, 8, rngs=rngs)
        self.plain = nnx.BatchNorm(8, use_scale=False, use_bias=False, rngs=rngs)
        self.norm = nnx.BatchNorm(8, rngs=rngs)
        self.output = nnx.Linear(8, 10, rngs=rngs)

    def __call__(self, x):
        x = nnx.relu(self.plain(self.first(x.reshape(len(x), -1))))
        return self.output(self.norm(x))
"""
PYTHON = {"type": "python", "source": "net.py", "name": "Net", "inline": True}
CASES: dict[str, tuple[dict[str, Any], list[str], list[str]]] = {
    # changes, frozen patterns, and what the paths of the statistics that stay begin with
    "mlp": ({"model": {"type": "mlp", "hidden": [8, 8], "norm": "batch"}}, ["norms/**"], ["norms"]),
    "one": (
        {"model": {"type": "mlp", "hidden": [8, 8], "norm": "batch"}, "train.accumulate": 2},
        ["norms/0/scale", "norms/0/bias"],
        ["norms/0"],
    ),
    "scale": ({"model": {"type": "mlp", "hidden": [8], "norm": "batch"}}, ["norms/0/scale"], []),
    "kernels": ({"model": {"type": "mlp", "hidden": [8], "norm": "batch"}}, ["**/kernel"], []),
    "cnn": ({"model": CNN}, ["conv*/**", "norm*/**"], ["norms"]),
    "cpu": ({"model": CNN, "target": "cpu"}, ["norms/0/**"], ["norms/0"]),
    "resnet": (
        {"model": {"type": "resnet", "stages": [1, 1], "width": 4}},
        ["stem*/**", "blocks/0/**"],
        ["stem_norm", "blocks/0"],
    ),
    "own": ({"model": PYTHON}, ["first/**", "plain/**"], ["plain"]),
    "own_norm": ({"model": PYTHON}, ["norm/**"], ["norm"]),
}


def arrays(tree: Any) -> dict[str, np.ndarray]:
    leaves = jax.tree.leaves_with_path(jax.device_get(tree))
    return {jax.tree_util.keystr(p, simple=True, separator="/"): np.asarray(x) for p, x in leaves}


@pytest.mark.parametrize("name", CASES)
def test_a_frozen_norm_stays_and_evaluates(name: str, tmp_path: Path) -> None:
    changes, patterns, staying = CASES[name]
    (tmp_path / "net.py").write_text(OWN)
    groups = [{"match": patterns, "frozen": True}]
    optimizer = {"type": "sgd", "learning_rate": 0.1, "groups": groups}
    trainer = build(changed(BASE, {"optimizer": optimizer, **changes}), tmp_path)
    c = trainer.Config()
    state, data = trainer.init_state(c, 0), trainer.load_data().train
    # Statistics that a batch would not have, so that it shows which ones are used.
    stats = jax.tree.map(lambda x: x + 0.3, state.batch_stats)
    state = state.replace(batch_stats=stats)
    before = arrays(state.batch_stats)
    batch = jax.tree.map(lambda x: x[:64], data)
    loss, _ = trainer.loss_fn(c, state.params, state, batch)
    model = nnx.merge(state.graphdef, state.params, state.batch_stats)
    for path, layer in nnx.iter_modules(model):
        place = "/".join(map(str, path))
        if isinstance(layer, nnx.BatchNorm) and any(
            f"{place}/".startswith(f"{x}/") for x in staying
        ):
            layer.eval()
    expected = trainer.compute_metrics(model(batch.image), batch.label)["loss"].mean()
    assert float(loss) == pytest.approx(float(expected), rel=1e-4)

    state, metrics = advance(trainer, c, state, data, 3)
    assert np.isfinite(metrics["loss"]).all()
    for path, now in arrays(state.batch_stats).items():
        stays = any(path.startswith(f"{x}/") for x in staying)
        assert np.array_equal(before[path], now) == stays, path


def test_without_a_frozen_norm_nothing_is_there(tmp_path: Path) -> None:
    frozen = {
        "type": "sgd",
        "learning_rate": 0.1,
        "groups": [{"match": "output/**", "frozen": True}],
    }
    for model in ({"type": "mlp", "hidden": [8]}, {"type": "mlp", "hidden": [8], "norm": "layer"}):
        trainer = build(changed(BASE, {"model": model, "optimizer": frozen}), tmp_path)
        assert not hasattr(trainer, "evaluate_frozen_norms")
        assert jnp.isfinite(trainer.Config().learning_rate)
