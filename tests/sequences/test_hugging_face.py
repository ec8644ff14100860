"""GPT-2, Llama and Mistral with the weights of Hugging Face's: the same logits, loss and gradient.

SPECC_TORCH_PYTHON names an interpreter that has torch and transformers.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from specc.language.models.transformer import Transformer

from .conftest import built
from .test_options import LLAMA3, losses, moved

PYTHON = os.environ.get("SPECC_TORCH_PYTHON")
SMALL = {"layers": 2, "heads": 4, "width": 32, "context": 16}
LLAMA = {"preset": "tinyllama_1b", **SMALL, "kv_heads": 2, "mlp_dim": 40}
MODELS: dict[str, dict[str, Any]] = {
    "gpt2": {"preset": "gpt2", **SMALL},
    "llama": LLAMA,
    "llama_linear": {
        **LLAMA,
        "positions": {"type": "rotary", "scaling": {"type": "linear", "factor": 4.0}},
    },
    "llama3": {
        **LLAMA,
        "preset": "llama3_1b",
        "positions": {"type": "rotary", "base": 100.0, "scaling": LLAMA3},
    },
    "mistral": {**LLAMA, "preset": "mistral_7b", "window": 5},
}


def flat(params: Any) -> dict[str, np.ndarray]:
    """Parameters by their paths."""
    leaves = jax.tree.leaves_with_path(nnx.to_pure_dict(params))
    return {"/".join(str(part.key) for part in path): np.asarray(x) for path, x in leaves}


@pytest.mark.skipif(not PYTHON, reason="SPECC_TORCH_PYTHON names no interpreter")
@pytest.mark.parametrize("name", MODELS)
def test_logits_loss_and_gradient_are_theirs(tmp_path: Path, name: str) -> None:
    written = {"type": "transformer", **MODELS[name]}
    trainer = built(tmp_path, {"model": written})
    state = moved(trainer.init_state(trainer.Config(), np.uint32(0)))
    token = np.random.default_rng(1).integers(3, size=(2, 17))
    model = Transformer.model_validate(written).model_dump(mode="json")
    files = tmp_path / "given.npz", tmp_path / "found.npz"
    np.savez(files[0], token=token, model=json.dumps(model), **flat(state.params))
    script = Path(__file__).with_name("hugging_face.py")
    subprocess.run([PYTHON, script, *files], check=True, env={"PATH": os.environ["PATH"]})
    theirs = np.load(files[1])
    run = jax.jit(nnx.merge(state.graphdef, state.params).__call__)
    logits = run(jnp.int32(token[:, :-1]))
    np.testing.assert_allclose(logits, theirs["logits"], rtol=1e-5, atol=1e-5)
    loss, grads = losses(trainer, state, token)
    assert abs(loss - float(theirs["loss"])) < 1e-6
    gradient = grads["tokens"]["embedding"]
    np.testing.assert_allclose(gradient, theirs["gradient"], rtol=1e-4, atol=1e-5)
