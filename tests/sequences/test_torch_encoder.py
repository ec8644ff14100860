"""The encoder and its masks against torch's, with the same weights.

SPECC_TORCH_PYTHON names an interpreter that has torch.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest
from flax import nnx

from .test_tagged import CONTEXT, MODEL, built, state_of

PYTHON = os.environ.get("SPECC_TORCH_PYTHON")
HEADS = 2


def flat(params: Any) -> dict[str, np.ndarray]:
    """Parameters by their paths."""
    leaves = jax.tree.leaves_with_path(nnx.to_pure_dict(params))
    return {"/".join(str(part.key) for part in path): np.asarray(x) for path, x in leaves}


@pytest.mark.skipif(not PYTHON, reason="SPECC_TORCH_PYTHON names no interpreter")
def test_logits_loss_and_gradient_are_those_of_torch(tmp_path: Path) -> None:
    """Where tokens are; what torch has for padding does not matter."""
    model = {**MODEL, "positions": "none", "norm": "layer", "mlp": "gelu", "heads": HEADS}
    trainer = built(tmp_path, {"model": {**model, "layers": 2}})
    c = trainer.Config()
    state = state_of(trainer, c)
    batch = jax.tree.map(lambda x: x[-8:], trainer.load_data(c).train)
    given, found = tmp_path / "given.npz", tmp_path / "found.npz"
    columns = {name: np.asarray(x) for name, x in batch._asdict().items()}
    np.savez(given, heads=HEADS, **columns, **flat(state.params))
    script = Path(__file__).with_name("torch_encoder.py")
    subprocess.run([str(PYTHON), script, given, found], check=True)
    theirs = np.load(found)
    real = np.arange(CONTEXT) < columns["length"][:, None]
    logits = np.asarray(trainer.predict(c, state, batch.token, batch.length))
    np.testing.assert_allclose(logits[real], theirs["logits"][real], rtol=1e-4, atol=1e-4)
    grads, (metrics, _) = jax.jit(
        jax.grad(lambda p: trainer.loss_fn(c, p, state, batch), has_aux=True)
    )(state.params)
    assert np.isclose(metrics["loss"], theirs["loss"], rtol=1e-5)
    np.testing.assert_allclose(
        grads["tokens"]["embedding"], theirs["gradient"], rtol=1e-3, atol=1e-5
    )
