"""Weights in safetensors files: what is written, and what is taken of them."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import numpy as np
import pytest
from flax import nnx
from safetensors.numpy import load_file, save_file
from sequences.conftest import built
from trainers.conftest import bits, build, changed

from .conftest import SOURCE, TUNED, Run, flat, moved

STORED = {
    "hidden/*/kernel": {"name": "layers.*.weight", "transpose": True},
    "hidden/*/bias": "layers.*.bias",
    "output/kernel": {"name": ["head.low.weight", "head.high.weight"], "transpose": True},
    "output/bias": {"name": ["head.low.bias", "head.high.bias"]},
}
PLAIN = {"type": "mlp", "hidden": [8, 6]}


def written(run: Run, folder: Path) -> dict[str, np.ndarray]:
    run.trainer.export(run.c, run.state, folder)
    return load_file(folder / "model.safetensors")


def test_what_is_written_is_what_another_run_begins_with(first: Run, tmp_path: Path) -> None:
    """In every bit, statistics of norms included."""
    arrays = written(first, tmp_path / "out")
    expected = {**flat(first.state.params), **flat(first.state.batch_stats)}
    assert arrays.keys() == expected.keys()
    spec = {"init_from": {"file": "../out"}, "export": None}
    trainer = build(changed(SOURCE, spec), tmp_path / "filed")
    c = trainer.Config(workdir=tmp_path / "run")
    c.workdir.mkdir()
    state = trainer.take_weights(c, trainer.init_state(c, 0))
    assert bits(state.params) == bits(first.state.params)
    assert bits(state.batch_stats) == bits(first.state.batch_stats)
    record = json.loads((c.workdir / "init_from.json").read_text())
    assert record["file"] == str((tmp_path / "out").resolve())


def test_adapters_are_merged_in_what_is_written(first: Run, tuned: Run, tmp_path: Path) -> None:
    """The trainer without adapters predicts the same with it."""
    state = tuned.state.replace(params=moved(tuned.state.params))
    arrays = written(tuned._replace(state=state), tmp_path)
    plain = nnx.merge(first.state.graphdef, first.state.params, first.state.batch_stats)
    variables = nnx.to_flat_state(nnx.as_pure(nnx.state(plain)))
    assert arrays.keys() == {"/".join(map(str, path)) for path, _ in variables}
    whole = first.state.replace(
        params=filled(first.state.params, arrays),
        batch_stats=filled(first.state.batch_stats, arrays),
    )
    x = tuned.trainer.load_data().eval[0]
    ours, theirs = (
        tuned.trainer.predict(tuned.c, state, x),
        first.trainer.predict(first.c, whole, x),
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)
    before = first.trainer.predict(first.c, first.state, x)
    assert np.abs(ours - before).max() > 0.1


def filled(tree: Any, arrays: dict[str, np.ndarray]) -> Any:
    """A tree with arrays by path."""

    def take(path: Any, x: Any) -> Any:
        found = arrays[jax.tree_util.keystr(path, simple=True, separator="/")]
        assert found.shape == x.shape
        return found

    return jax.tree.map_with_path(take, tree)


@pytest.fixture(scope="module")
def torch_like(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, Any, Any]:
    """A trainer that reads a file with PyTorch's layout, its settings and its first state."""
    folder = tmp_path_factory.mktemp("stored")
    block = {"file": "../model.safetensors", "stored": STORED}
    spec = {"init_from": block, "export": None, "model": PLAIN, "name": "filed"}
    trainer = build(changed(SOURCE, spec), folder / "filed")
    c = trainer.Config(workdir=folder / "run")
    c.workdir.mkdir()
    return trainer, c, trainer.init_state(c, 0)


def stored_arrays() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    shapes = {
        "layers.0.weight": (8, 64),
        "layers.0.bias": (8,),
        "layers.1.weight": (6, 8),
        "layers.1.bias": (6,),
        "head.low.weight": (4, 6),
        "head.high.weight": (6, 6),
        "head.low.bias": (4,),
        "head.high.bias": (6,),
    }
    return {name: np.float32(rng.normal(size=shape)) for name, shape in shapes.items()}


def test_arrays_are_found_joined_and_transposed(torch_like: Any, tmp_path: Path) -> None:
    trainer, c, start = torch_like
    arrays = stored_arrays()
    save_file(arrays, tmp_path / "a.safetensors")
    state = trainer.take_weights(replace(c, init_from=tmp_path / "a.safetensors"), start)
    heads = [arrays[f"head.{part}.weight"] for part in ("low", "high")]
    expected = {
        "hidden/0/kernel": arrays["layers.0.weight"].T,
        "hidden/0/bias": arrays["layers.0.bias"],
        "hidden/1/kernel": arrays["layers.1.weight"].T,
        "hidden/1/bias": arrays["layers.1.bias"],
        "output/kernel": np.vstack(heads).T,
        "output/bias": np.hstack([arrays["head.low.bias"], arrays["head.high.bias"]]),
    }
    found = flat(state.params)
    assert found.keys() == expected.keys()
    for name, x in expected.items():
        np.testing.assert_array_equal(found[name], x)


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "missing": ({"layers.1.bias": None}, r"missing in .*: hidden/1/bias \(6,\)"),
    "missing_part": ({"head.high.bias": None}, "output/bias has no head.high.bias in the file"),
    "unused": (
        {"layers.2.weight2": (3, 3)},
        r"no parameter here matches .*layers.2.weight2 \(3, 3\)",
    ),
    "misshapen": ({"layers.1.bias": (7,)}, r"hidden/1/bias \(6,\), there \(7,\)"),
    "unjoinable": (
        {"head.low.weight": (4, 5)},
        r"output/kernel cannot be made from .*\(5, 4\), \(6, 6\)",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_file_that_does_not_fit_is_a_sentence(name: str, torch_like: Any, tmp_path: Path) -> None:
    trainer, c, start = torch_like
    changes, expected = MISTAKES[name]
    arrays = stored_arrays()
    for key, shape in changes.items():
        arrays.pop(key, None)
        if shape is not None:
            arrays[key] = np.zeros(shape, np.float32)
    save_file(arrays, tmp_path / "a.safetensors")
    with pytest.raises(trainer.RunError, match=expected):
        trainer.take_weights(replace(c, init_from=tmp_path / "a.safetensors"), start)


def test_a_damaged_file_is_a_sentence(torch_like: Any, tmp_path: Path) -> None:
    trainer, c, start = torch_like
    path = tmp_path / "a.safetensors"
    save_file(stored_arrays(), path)
    path.write_bytes(path.read_bytes()[:-5])
    for place, expected in ((path, "cannot be read"), (tmp_path / "b", "cannot be read")):
        with pytest.raises(trainer.RunError, match=expected):
            trainer.take_weights(replace(c, init_from=place), start)
    path.unlink()
    with pytest.raises(trainer.RunError, match="no file that ends with"):
        trainer.take_weights(replace(c, init_from=tmp_path), start)


def test_frozen_weights_of_a_file_are_those_of_the_run(first: Run, tmp_path: Path) -> None:
    """A file that has changed since then is refused."""
    written(first, tmp_path / "out")
    block = {"init_from": {"file": "../out/model.safetensors"}, "export": None}
    trainer = build(changed(TUNED, block), tmp_path / "tuned")
    c = trainer.Config(workdir=tmp_path / "run")
    c.workdir.mkdir()
    state = trainer.take_frozen(c, trainer.init_state(c, 0))
    later = trainer.take_frozen(c, trainer.init_state(c, 0).replace(step=np.int32(1)))
    assert bits(later.frozen) == bits(state.frozen)
    frozen = {path.replace("/frozen/", "/"): x for path, x in flat(state.frozen).items()}
    for path, x in flat(first.state.params).items():
        np.testing.assert_array_equal(frozen[path], x)
    path = tmp_path / "out/model.safetensors"
    arrays = load_file(path)
    arrays["output/bias"] = arrays["output/bias"] + 1
    save_file(arrays, path)
    with pytest.raises(trainer.RunError, match="have since changed"):
        trainer.take_frozen(c, later)


LLAMA = {
    "model.qk_norm": None,
    "model.heads": 4,
    "model.layers": 2,
    "model.tie_embeddings": False,
    "sample": None,
    "export": "safetensors",
}
GPT2 = {
    "model": {
        "type": "transformer",
        "preset": "gpt2",
        "layers": 2,
        "heads": 4,
        "width": 16,
        "context": 8,
    },
    "sample": None,
    "export": "safetensors",
}
THEIRS = """
import sys
import numpy as np
import torch
from transformers import AutoModelForCausalLM
model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32).eval()
with torch.no_grad():
    np.save(sys.argv[3], model(torch.tensor(np.load(sys.argv[2]))).logits.numpy())
"""


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, Any, Any, Path]:
    """A Llama that reads and writes Hugging Face's files, parameters that it wrote, and where."""
    return exported(tmp_path_factory.mktemp("llama"), "llama", LLAMA)


def exported(folder: Path, stored: str, spec: dict[str, Any]) -> tuple[ModuleType, Any, Any, Path]:
    """A trainer, its settings, a state of other parameters, and the folder that they were written to."""
    trainer = built(folder, {**spec, "init_from": {"file": "weights", "stored": stored}})
    c = trainer.Config(workdir=folder / "run")
    c.workdir.mkdir()
    state = trainer.init_state(c, 0)
    state = state.replace(params=moved(state.params))
    trainer.export(c, state, folder / "weights")
    return trainer, c, state, folder / "weights"


def test_a_llama_is_written_as_hugging_face_has_it(llama: Any) -> None:
    trainer, c, state, folder = llama
    arrays, params = load_file(folder / "model.safetensors"), flat(state.params)
    assert len(arrays) == 3 + 9 * c.layers
    qkv, d = params["blocks/1/attention/qkv/kernel"], c.width // c.heads
    cuts = [0, c.width, c.width + d * c.kv_heads, c.width + 2 * d * c.kv_heads]
    for part, start, end in zip("qkv", cuts, cuts[1:], strict=False):
        theirs = arrays[f"model.layers.1.self_attn.{part}_proj.weight"]
        np.testing.assert_array_equal(theirs, qkv[:, start:end].T)
    np.testing.assert_array_equal(arrays["lm_head.weight"], params["output/kernel"].T)
    config = json.loads((folder / "config.json").read_text())
    assert config["num_key_value_heads"] == c.kv_heads
    assert config["vocab_size"] == len(params["tokens/embedding"]) == 3
    again = trainer.take_weights(c, trainer.init_state(c, 1))
    assert bits(again.params) == bits(state.params)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"rope_theta": 5e5}, "rope_theta is 500000.0 there and 10000.0 here"),
        ({"rope_parameters": {"rope_theta": 5e5}}, "rope_theta is 500000.0 there"),
        ({"rms_norm_eps": 1e-5}, "rms_norm_eps is 1e-05 there and 1e-06 here"),
        ({"rope_scaling": {"factor": 8.0}}, "positions are scaled there"),
    ],
)
def test_another_configuration_is_refused(
    changes: dict[str, Any], expected: str, llama: Any, tmp_path: Path
) -> None:
    trainer, c, state, folder = llama
    (tmp_path / "model.safetensors").symlink_to(folder / "model.safetensors")
    config = json.loads((folder / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**config, **changes}))
    with pytest.raises(trainer.RunError, match=expected):
        trainer.take_weights(replace(c, init_from=tmp_path), state)


@pytest.mark.skipif("SPECC_TORCH_PYTHON" not in os.environ, reason="no SPECC_TORCH_PYTHON")
@pytest.mark.parametrize(("stored", "spec"), [("llama", LLAMA), ("gpt2", GPT2)])
def test_hugging_face_computes_the_same(stored: str, spec: dict[str, Any], tmp_path: Path) -> None:
    _, c, state, folder = exported(tmp_path, stored, spec)
    tokens = np.random.default_rng(0).integers(3, size=(2, c.context))
    np.save(tmp_path / "tokens.npy", tokens)
    words = [folder, tmp_path / "tokens.npy", tmp_path / "logits.npy"]
    subprocess.run([os.environ["SPECC_TORCH_PYTHON"], "-c", THEIRS, *map(str, words)], check=True)
    ours = nnx.merge(state.graphdef, state.params)(tokens)
    np.testing.assert_allclose(ours, np.load(tmp_path / "logits.npy"), rtol=1e-4, atol=1e-5)
