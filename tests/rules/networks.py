"""Cases of the rules about generative models."""

from __future__ import annotations

from typing import Any

from .case import Case
from .specs import FACTS

VAE: dict[str, Any] = {
    "task": {"type": "generation", "loss": "elbo"},
    "model": {"type": "vae", "hidden": [64], "latent": 4},
}
AUTOENCODER: dict[str, Any] = {
    "task": {"type": "generation", "loss": "reconstruction"},
    "model": {"type": "autoencoder", "hidden": [64], "latent": 4},
}
VQVAE: dict[str, Any] = {
    "task": {"type": "generation", "loss": "vq"},
    "model": {"type": "vqvae", "hidden": [64], "positions": 4, "codes": 8, "width": 2},
}
SAMPLED = {"type": "elbo", "importance_samples": 50}
LEVELS = {"type": "elbo", "likelihood": "categorical"}
DPSGD = {"type": "dpsgd", "learning_rate": 0.1, "l2_norm_clip": 1, "noise_multiplier": 1}
CONDITIONAL: dict[str, Any] = {
    "task": {"type": "generation", "condition": "class", "loss": "elbo"},
    "model": VAE["model"],
}
GENERATOR = {"type": "mlp_generator", "hidden": [64], "latent": 4}
DISCRIMINATOR = {
    "model": {"type": "mlp_discriminator", "hidden": [64]},
    "optimizer": {"type": "adam", "learning_rate": 1e-3},
}
GAN: dict[str, Any] = {
    "task": {"type": "generation", "loss": "gan"},
    "model": GENERATOR,
    "networks": {"discriminator": DISCRIMINATOR},
}
FOLDER = {
    "data.source": {"type": "image_folder", "path": "x", "mode": "gray"},
    "data.facts": {**FACTS, "class_names": ["a", "b", "c", "d"]},
}
SAMPLE = {"sample": {"every": "10 epochs"}}
TABLE = {"data.facts": {**FACTS, "shape": [8], "high": 1.0}}

NETWORK_CASES = [
    Case(
        "L101",
        {"model": VAE["model"]},
        VAE,
        ("model",),
        "classification needs a model that can predict",
        fixes=False,
    ),
    Case(
        "L101",
        {"task": VAE["task"]},
        VAE,
        ("model",),
        "elbo needs a model that can decode and encode; mlp can predict",
        fixes=False,
    ),
    Case(
        "L101",
        {**GAN, "networks.discriminator.model": GENERATOR},
        GAN,
        ("networks", "discriminator", "model"),
        "gan needs a model that can discriminate",
        fixes=False,
    ),
    Case(
        "L102",
        {"task": GAN["task"], "model": GENERATOR},
        GAN,
        ("task", "loss"),
        "gan also trains a discriminator",
        fixes=False,
    ),
    Case(
        "L103",
        {**VAE, "networks": {"discriminator": DISCRIMINATOR}},
        GAN,
        ("networks", "discriminator"),
        "elbo trains one network",
    ),
    Case("L104", SAMPLE, {**VAE, **SAMPLE}, ("sample",), "predicts targets"),
    Case(
        "L104",
        {**VAE, **SAMPLE, **TABLE, "data.normalize": "none"},
        {**VAE, **TABLE, "data.normalize": "none"},
        ("sample",),
        "rows of 8 numbers, neither images nor points",
    ),
    Case(
        "L104",
        {**AUTOENCODER, "sample": {"every": "10 epochs", "count": 7}},
        {**AUTOENCODER, "sample": {"every": "10 epochs", "count": 8}},
        ("sample",),
        "8 held-out images or more, and here of 7",
    ),
    Case(
        "L104",
        {**VAE, "sample": {"every": "10 epochs", "sampler": "euler"}},
        {**VAE, **SAMPLE},
        ("sample", "sampler"),
        "elbo leaves no choice of samplers",
    ),
    Case(
        "L130",
        {**VAE, "task.loss": SAMPLED, "data.holdout": "0%", "evaluate": None},
        {**VAE, "task.loss": SAMPLED},
        ("task", "loss", "importance_samples"),
        "no examples to evaluate",
    ),
    Case(
        "G108",
        {**VAE, "task.loss": {"type": "elbo", "free_bits": 0.1}, "optimizer": DPSGD},
        {**VAE, "optimizer": DPSGD},
        ("task", "loss", "free_bits"),
        "dpsgd needs per-example gradients",
    ),
    Case(
        "G101",
        {**VQVAE, "optimizer": DPSGD, "model.codebook_decay": 0.9},
        {**VQVAE, "optimizer": DPSGD},
        ("model",),
        "keeps statistics of batches",
        fixes=False,
    ),
    Case(
        "L106",
        {**VAE, "data.normalize": "standardize"},
        {**VAE, "data.normalize": "unit"},
        ("data", "normalize"),
        "from 0 to 16",
    ),
    Case(
        "L109",
        {**VAE, "task.loss": LEVELS, "data.facts": FACTS},
        {**VAE, "task.loss": LEVELS, "data.facts": {**FACTS, "integers": True}},
        ("task", "loss"),
        "needs pixels that are integers",
        fixes=False,
    ),
    Case(
        "L110",
        {**VAE, "model": {**VAE["model"], "condition": "add"}},
        {**CONDITIONAL, "model": {**VAE["model"], "condition": "add"}},
        ("model", "condition"),
        "there is no class to give to the model",
    ),
    Case(
        "L110",
        {**GAN, "task": {"type": "generation", "loss": "gan", "condition": "class"}},
        {**CONDITIONAL},
        ("task", "condition"),
        "gan has no condition",
    ),
    Case(
        "L110",
        {**CONDITIONAL, "data.facts": {**FACTS, "classes": None, "targets": 1, "class_rows": None}},
        {**CONDITIONAL},
        ("task", "condition"),
        "the facts have no classes",
    ),
    Case(
        "L107",
        {**VAE, "data.augment": [{"type": "mixup"}]},
        {**VAE, "data.augment": ["flip"]},
        ("data", "augment", 0),
        "mixup mixes targets",
    ),
    Case("L108", {**VAE, "precision": "bfloat16"}, VAE, ("precision",), "computed in float32"),
    Case(
        "L108",
        {**VAE, "data.source": {"type": "npz", "path": "a.npz"}},
        {**VAE, **FOLDER},
        ("data", "source", "type"),
        "npz is read with targets",
        fixes=False,
    ),
    Case(
        "L108",
        {**GAN, "evaluate.batch_size": 20},
        {**VAE, "evaluate.batch_size": 20},
        ("evaluate", "batch_size"),
        "compares whole sets",
    ),
    Case(
        "L108",
        {**GAN, "train.accumulate": 2},
        {**VAE, "train.accumulate": 2},
        ("train", "accumulate"),
        "several networks",
    ),
    Case(
        "L108",
        {**GAN, "average": {"type": "lookahead"}},
        {**GAN, "average": {"type": "ema"}},
        ("average",),
        "single network",
    ),
    Case(
        "L108",
        {**GAN, "networks.discriminator.optimizer.type": "lbfgs"},
        {**GAN, "networks.discriminator.optimizer.type": "rmsprop"},
        ("networks", "discriminator", "optimizer", "type"),
        "asks for the loss",
        fixes=False,
    ),
]
