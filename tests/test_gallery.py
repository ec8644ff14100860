"""Every spec of the gallery, trained as it stands: it reaches what its description promises."""

from __future__ import annotations

import dataclasses
import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from trainers.conftest import load

import specc
from specc.compiler import analyze
from specc.emit.literals import LINE_LENGTH
from specc.resolve.evaluated import evaluated

SPECS = Path(__file__).parent.parent / "specs"
GENERATED = SPECS.parent / "generated"
SCORES: dict[str, tuple[str, float]] = {
    "arm_gaussian": ("eval_rmse", 0.05),
    "breast_cancer_bare": ("accuracy", 0.96),
    "breast_cancer_binary": ("eval_auroc", 0.99),
    "chain_masked": ("eval_loss", 0.246),
    "clauses_tagger": ("eval_accuracy", 0.99),
    "diabetes_lbfgs": ("eval_r2", 0.48),
    "diabetes_regression": ("eval_r2", 0.42),
    "digits_autoencoder": ("eval_loss", 0.012),
    "digits_averaged": ("eval_accuracy", 0.96),
    "digits_classifier": ("eval_accuracy", 0.97),
    "digits_cnn": ("eval_accuracy", 0.97),
    "digits_diffusion": ("eval_bits_per_dim", 3.4),
    "digits_dit": ("eval_loss", 0.17),
    "digits_fading": ("eval_accuracy", 0.96),
    "digits_files": ("eval_accuracy", 0.9),
    "digits_followed": ("eval_accuracy", 0.96),
    "digits_gan": ("eval_kernel_distance", 5e-4),
    "digits_groups": ("eval_accuracy", 0.9),
    "digits_idx": ("test_accuracy", 0.94),
    "digits_made": ("eval_bits_per_dim", 2.05),
    "digits_mapped": ("eval_accuracy", 0.96),
    "digits_mixer": ("eval_accuracy", 0.95),
    "digits_muon": ("eval_accuracy", 0.97),
    "digits_own_model": ("eval_accuracy", 0.96),
    "digits_pixel_cnn": ("eval_bits_per_dim", 1.78),
    "digits_properties": ("eval_auroc", 0.99),
    "digits_real_nvp": ("eval_bits_per_dim", 2.15),
    "digits_resnet": ("eval_accuracy", 0.95),
    "digits_schedule_free": ("eval_accuracy", 0.97),
    "digits_unet": ("eval_loss", 0.24),
    "digits_vae": ("eval_elbo", -23.8),
    "digits_vqvae": ("eval_reconstruction", 0.007),
    "digits_vit": ("eval_accuracy", 0.92),
    "digits_wsd": ("eval_accuracy", 0.97),
    "grid_energy": ("eval_energy_distance", 0.01),
    "grid_score": ("eval_loss", 0.44),
    "iris_linear": ("eval_accuracy", 0.9),
    "letters_llama": ("eval_bits_per_character", 1.86),
    "moons_focal": ("eval_accuracy", 0.92),
    "moons_flow": ("eval_log_likelihood", -0.38),
    "moons_maf": ("eval_bits_per_dim", 0.89),
    "moons_reflow": ("eval_loss", 5e-4),
    "moons_score": ("eval_loss", 0.6),
    "moons_spline": ("eval_bits_per_dim", 0.86),
    "moons_tensorboard": ("eval_loss", 1.42),
    "oscillations_conv1d": ("eval_accuracy", 0.91),
    "reber_gru": ("eval_bits_per_character", 0.5785),
    "reviews_transformer": ("eval_accuracy", 0.92),
    "ring_wgan": ("eval_within_3_sigma", 0.9),
    "shapes_folder": ("eval_accuracy", 0.88),
    "sums_bpe": ("eval_bits_per_byte", 0.296),
    "sums_transformer": ("eval_bits_per_character", 0.36),
    "sums_lora": ("eval_bits_per_character", 0.5),  # after the run that it tunes
    "titanic_weighted": ("eval_accuracy", 0.79),
    "wine_layer_norm": ("eval_accuracy", 0.95),
    "wine_sam": ("eval_accuracy", 0.95),
    "wine_table": ("eval_accuracy", 0.95),
}
"""A metric that the description of each spec promises, and somewhat less than it promises."""
SMALLER = {
    "eval_rmse",
    "eval_kernel_distance",
    "eval_energy_distance",
    "eval_loss",
    "eval_reconstruction",
    "eval_bits_per_dim",
    "eval_bits_per_byte",
    "eval_bits_per_character",
}
"""Metrics that are better the smaller they are."""
QUICK = (
    "diabetes_lbfgs",
    "digits_classifier",
    "moons_focal",
)
"""Those that train in `make test`; `make soak` trains all."""


def reaches(metric: str, value: float, score: float) -> bool:
    return value <= score if metric in SMALLER else value >= score


@pytest.fixture(scope="module", params=["quick", pytest.param("all", marks=pytest.mark.soak)])
def found(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """What training gave, by the names of specs."""
    names = QUICK if request.param == "quick" else SCORES
    folder = tmp_path_factory.mktemp("gallery")
    environment = {name: value for name, value in os.environ.items() if name != "XLA_FLAGS"}
    words = [f"{name}={SCORES[name][0]}" for name in names]
    worker = Path(__file__).with_name("gallery_worker.py")
    done = subprocess.run(
        [sys.executable, worker, folder, *words], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    rows = map(json.loads, (folder / "found.jsonl").read_text().splitlines())
    return {row["name"]: row for row in rows}


def test_every_spec_has_a_score_and_promises_something() -> None:
    assert sorted(SCORES) == sorted(path.stem for path in SPECS.glob("*.yaml"))
    for path in SPECS.glob("*.yaml"):
        assert specc.read(path).document.value["description"], path


def test_no_line_is_longer_than_the_formatter_makes_them() -> None:
    """Black breaks code; docstrings, comments and strings are as templates and data files write them."""
    wide = [
        f"{path.name}:{number}: {line}"
        for path in sorted(GENERATED.glob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LINE_LENGTH
    ]
    assert wide == [], "\n".join(wide)


@pytest.mark.parametrize("name", SCORES)
def test_every_number_of_its_settings_is_checked(name: str) -> None:
    module = load(GENERATED / f"{name}.py")
    config = module.Config
    checks = inspect.getsource(config.__post_init__)
    for field in dataclasses.fields(config):
        if hasattr(module, "make_model") and field.name.startswith("model_"):
            continue  # an argument of the user's own model, which alone knows its bounds
        if field.type in (int, float, "int", "float", "tuple[int, ...]"):
            assert re.search(
                rf'\("[\w ]*\b{field.name}\b[\w ]*",|\n *"[\w ]*\b{field.name}\b', checks
            ), field.name


def test_they_reach_their_scores(found: dict[str, dict[str, Any]]) -> None:
    wrong = []
    for name, run in found.items():
        metric, score = SCORES[name]
        if "error" in run:
            wrong.append(f"{name}: {run['error']}")
        elif reaches(metric, run["before"], score) or not reaches(metric, run["after"], score):
            wrong.append(f"{name}: {metric} went from {run['before']} to {run['after']}")
        elif run["step"] not in (run["steps"], run["stopped"]) or not run["same"]:
            wrong.append(f"{name}: what was saved is not what came back")
    assert not wrong, "\n".join(wrong)


def test_the_metrics_of_evaluations_are_those_that_are_known(
    found: dict[str, dict[str, Any]],
) -> None:
    """Early stopping and the best checkpoints can name exactly these."""
    wrong = []
    for name, run in found.items():
        resolved = analyze(specc.read(SPECS / f"{name}.yaml")).resolved
        if "error" not in run and sorted(evaluated(resolved)) != run["evaluated"]:
            wrong.append(f"{name}: {sorted(evaluated(resolved))}, found {run['evaluated']}")
    assert not wrong, "\n".join(wrong)
