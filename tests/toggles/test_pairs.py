"""Any two features together: what they give trains for five steps."""

from __future__ import annotations

import inspect
import itertools
import json
import math
import random
import threading
from pathlib import Path
from typing import Any

import jax
import pytest
from trainers.conftest import changed, emit, load

import specc

from .test_toggles import SPECS

SMALL: dict[str, Any] = {
    "task": {"type": "classification"},
    "model": {"type": "mlp", "hidden": [8], "norm": "batch", "dropout": 0.2},
    "data.batch_size": 60,
    "optimizer.learning_rate.warmup": "1 step",
    "train": {"duration": "5 steps"},
    "evaluate": {"every": "2 steps"},
    "checkpoint": {"every": "5 steps"},
    "log": {"every": "1 step"},
}

OWN_SINK = {
    "type": "python",
    "source": str(SPECS.parent / "tests" / "inline" / "own" / "hooks.py"),
    "name": "log",
    "inline": True,
    "args": {"scale": 2.0},
}

GENERATIVE: dict[str, tuple[str, dict[str, Any]]] = {
    "elbo": ("elbo", {"type": "vae", "latent": 2}),
    "reconstruction": ("reconstruction", {"type": "autoencoder", "latent": 2}),
    "vq": ("vq", {"type": "vqvae", "positions": 2, "codes": 4, "width": 3}),
    "gan": ("gan", {"type": "mlp_generator", "latent": 2}),
    "flow matching": ("flow_matching", {"type": "denoising_mlp"}),
    "diffusion": ("diffusion", {"type": "denoising_mlp"}),
    "normalizing flow": ("normalizing_flow", {"type": "real_nvp", "couplings": 2}),
    "autoregressive": ("autoregressive", {"type": "made"}),
    "contrastive divergence": ("contrastive_divergence", {"type": "energy_mlp"}),
    "persistent chains": ("persistent_contrastive_divergence", {"type": "energy_mlp"}),
    "denoising scores": ("denoising_score_matching", {"type": "energy_mlp"}),
    "scores": ("noise_conditional_score_matching", {"type": "denoising_mlp"}),
}
"""Generative losses of the digits, each with a model."""

OF_TOKENS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "next tokens": ({"type": "language_modeling"}, {"type": "text", "path": "data/sums.txt"}),
    "masked tokens": (
        {"type": "language_modeling", "loss": "masked_token"},
        {"type": "text", "path": "data/chain.txt"},
    ),
}
"""Tasks of tokens, each with a source."""


def _generation(loss: str, model: dict[str, Any]) -> dict[str, Any]:
    """What a loss puts into the spec."""
    optimizer = {"type": "adam", "learning_rate": 1e-3}
    critic = {"model": {"type": "mlp_discriminator", "hidden": [8]}, "optimizer": optimizer}
    networks = {"networks": {"discriminator": critic}, "optimizer": optimizer}
    return {
        "task": {"type": "generation", "loss": LOSSES.get(loss, loss)},
        "model": {"hidden": [8], **model},
        **(networks if loss == "gan" else {}),
    }


def _digits(folder: str) -> dict[str, Any]:
    """The digits, from files."""
    names = {"inputs": "digits_images.npy", "targets": "digits_labels.npy"}
    return {"type": "npy", **{key: f"{folder}/{name}" for key, name in names.items()}}


def _further_set() -> dict[str, Any]:
    """The same files under other paths, without the checksum that would tell."""
    entries = json.loads((SPECS / "specc.lock").read_text())["sources"]
    facts = next(entry["facts"] for entry in entries if entry["source"] == _digits("data"))
    return {"name": "again", "source": _digits("again"), "facts": {**facts, "sha256": None}}


LOSSES = {
    "contrastive_divergence": {"type": "contrastive_divergence", "steps": 2, "step_size": 0.01},
    "persistent_contrastive_divergence": {
        "type": "persistent_contrastive_divergence",
        "steps": 2,
        "step_size": 0.01,
    },
    "denoising_score_matching": {"type": "denoising_score_matching", "sigma": 0.1},
    "noise_conditional_score_matching": {
        "type": "noise_conditional_score_matching",
        "sigma_max": 3,
    },
    "normalizing_flow": {"type": "normalizing_flow", "dequantize": "uniform"},
    "vq": {"type": "vq"},
}
"""What losses need besides their names."""


def _tokens(task: dict[str, Any], source: dict[str, Any]) -> dict[str, Any]:
    sizes = {"layers": 1, "heads": 2, "width": 8, "context": 8}
    return {"task": task, "model": {"type": "transformer", **sizes}, "data.source": source}


FEATURES: dict[str, dict[str, Any]] = {
    "no checkpoint": {"checkpoint": None},
    "no dropout": {"model.dropout": None},
    "no clip": {"optimizer.clip_by_global_norm": None},
    "no evaluation": {"evaluate": None, "data.holdout": None},
    "layer norm": {"model.norm": "layer"},
    "host": {"data.placement": "host"},
    "test split": {"data.holdout": {"type": "random", "share": "15%", "test": "15%"}},
    "stratified": {"data.holdout": {"type": "stratified", "share": "20%"}},
    "rows": {"data.holdout": {"type": "rows", "eval": "1000-1349", "test": "1350-1796"}},
    "crop": {"data.augment": [{"type": "crop", "padding": 1}]},
    "mixup": {"data.augment": ["mixup"]},
    "standardize": {"data.normalize": "standardize"},
    "confusion matrix": {"task.metrics": ["accuracy", "confusion_matrix"]},
    "auroc": {"task.metrics": ["auroc", "f1"]},
    "label smoothing": {"task.loss": {"type": "cross_entropy", "label_smoothing": 0.1}},
    "focal": {"task.loss": {"type": "focal", "gamma": 2.0}},
    "bfloat16": {"precision": "bfloat16"},
    "float16": {"precision": "float16"},
    "ema": {"average": {"type": "ema", "decay": 0.9}},
    "swa": {"average": {"type": "swa", "start": "2 steps", "every": "1 step"}},
    "best checkpoints": {"checkpoint.best": {"metric": "eval_loss", "keep": 2}},
    "checkpoints for good": {"checkpoint.keep_every": "5 steps"},
    "first evaluation": {"evaluate.first": True},
    "early stopping": {"evaluate.early_stopping": {"metric": "eval_loss", "patience": 9}},
    "evaluation sets": {"data.source": _digits("data"), "data.evaluation_sets": [_further_set()]},
    "console": {"log.to": ["console"]},
    "csv": {"log.to": ["jsonl", "csv"]},
    "tensorboard": {"log.to": ["console", {"type": "tensorboard"}]},
    "wandb": {"log.to": ["jsonl", {"type": "wandb", "mode": "disabled"}]},
    "mlflow": {"log.to": ["jsonl", {"type": "mlflow"}]},
    "own sink": {"log.to": ["jsonl", OWN_SINK]},
    "histograms": {"events": [{"type": "weight_histogram", "every": "2 steps"}]},
    "compilation cache": {"train.compilation_cache": "compiled"},
    "curves": {"log.curves": True},
    "throughput": {"log.throughput": True},
    "device memory": {"log.device_memory": True},
    "norms": {"log.norms": ["gradients", "parameters", "updates"]},
    "profile": {"profile": {"start": "2 steps", "duration": "1 step"}},
    "accumulate": {"train.accumulate": 3},
    "skip": {"train.nonfinite": "skip"},
    "dump": {"train.nonfinite": {"type": "stop", "dump": True}},
    "cpu": {"target": "cpu"},
    "cnn": {"model": {"type": "cnn", "channels": [4], "dropout": 0.1}},
    "groups": {
        "optimizer.groups": [{"match": "output/*", "learning_rate_multiplier": 0.5}],
    },
    "layer decay": {"optimizer.layer_decay": 0.8},
    "value clip": {"optimizer.clip_by_value": 0.1},
    "sgd": {"optimizer": {"type": "sgd", "momentum": 0.9, "learning_rate": 0.1}},
    "sam": {"optimizer": {"type": "sam", "base_optimizer": {"type": "sgd", "learning_rate": 0.1}}},
    "muon": {"optimizer": {"type": "muon", "learning_rate": 0.01}},
    "plateau": {"optimizer.learning_rate": {"type": "reduce_on_plateau", "peak": 1e-3}},
    "decay of a schedule": {"optimizer.weight_decay": {"type": "linear", "start": 0.1, "end": 0.0}},
    **{name: _generation(*item) for name, item in GENERATIVE.items()},
    **{name: _tokens(*item) for name, item in OF_TOKENS.items()},
}
"""What each puts into the spec, at dotted paths; None takes a key out."""

PAIRS = 300
PARTS = 10


def test_every_feature_compiles(tmp_path: Path) -> None:
    for name in FEATURES:
        emit(_spec(name), _folder(tmp_path / name))


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
def test_two_features_train(part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many pairs as there should be; others than those are refused with a reason."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", (tmp_path / "mlflow").as_uri())
    cache = jax.config.jax_compilation_cache_dir
    trained = 0
    for number, pair in enumerate(_pairs()[part::PARTS]):
        try:
            file = emit(_spec(*pair), _folder(tmp_path / f"trained{number}"))
        except specc.SpecError as error:
            assert all(d.span and d.code and d.message for d in error.diagnostics)
            continue
        trainer = load(file)
        config = trainer.Config(workdir=tmp_path / f"run{number}")
        stop = [threading.Event()] if "stop" in inspect.signature(trainer.train).parameters else []
        state = trainer.train(config, *stop)
        assert int(state.step) == 5, pair
        leaves = jax.device_get(jax.tree.leaves(state.params))
        assert all(math.isfinite(float(abs(x).max())) for x in leaves), pair
        trained += 1
        jax.clear_caches()
        jax.config.update("jax_compilation_cache_dir", cache)
        if trained == PAIRS // PARTS:
            return
    pytest.fail(f"only {trained} pairs compile")


def _folder(path: Path) -> Path:
    """A folder with the data of the gallery, under two names, and their facts."""
    path.mkdir()
    for name, target in (("data", "data"), ("again", "data"), ("specc.lock", "specc.lock")):
        (path / name).symlink_to(SPECS / target)
    return path


def _spec(*names: str) -> dict[str, Any]:
    changes = {path: value for name in names for path, value in FEATURES[name].items()}
    whole = [path for path in changes if "." not in path]  # a block before what changes in it
    base = changed(specc.read(SPECS / "digits_classifier.yaml").document.value, SMALL)
    return changed(base, {path: changes[path] for path in [*whole, *changes]})


def _pairs() -> list[tuple[str, str]]:
    """Pairs of features that do not write the same key, in a random order."""
    pairs = [
        pair
        for pair in itertools.combinations(FEATURES, 2)
        if not any(_same(a, b) for a in FEATURES[pair[0]] for b in FEATURES[pair[1]])
    ]
    return random.Random(0).sample(pairs, len(pairs))


def _same(path: str, other: str) -> bool:
    return path == other or path.startswith(f"{other}.") or other.startswith(f"{path}.")
