"""Cases of the rules about generative models."""

from __future__ import annotations

from typing import Any

from .case import Case
from .specs import FACTS

VAE: dict[str, Any] = {
    "task": {"type": "generation", "loss": "elbo"},
    "model": {"type": "vae", "hidden": [64], "latent": 4},
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
MADE: dict[str, Any] = {
    "task": {"type": "generation", "loss": "autoregressive"},
    "model": {"type": "made", "hidden": [63]},
    "data.facts": {**FACTS, "integers": True},
}
PIXEL_CNN = {**MADE, "model": {"type": "pixel_cnn", "depth": 6}}
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
        "L101",
        {**MADE, "model": VAE["model"]},
        PIXEL_CNN,
        ("model",),
        "autoregressive needs a model that can autoregress; vae can decode and encode",
        fixes=False,
    ),
    Case(
        "M117",
        {**MADE, "model.hidden": [80, 62]},
        {**MADE, "model.hidden": [80, 63]},
        ("model", "hidden", 1),
        "62 units, and pixels have up to 63 before them",
    ),
    *(
        Case(
            "M118",
            {**PIXEL_CNN, "model.depth": depth, "model.kernel_size": size},
            {**PIXEL_CNN, "model.depth": depth + 1, "model.kernel_size": size},
            ("model", "depth"),
            f"up to {reach} rows and columns away, of 8",
        )
        for depth, size, reach in ((5, 3, 6), (2, 5, 6))
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
        "L106",
        {**VAE, "data.normalize": "standardize"},
        {**VAE, "data.normalize": "unit"},
        ("data", "normalize"),
        "from 0 to 16",
    ),
    Case(
        "L109",
        {**MADE, "data.facts": {**FACTS, "high": 2.5}},
        MADE,
        ("task", "loss"),
        "autoregressive needs pixels that are integers from 0",
        fixes=False,
    ),
    Case(
        "L109",
        {**MADE, "data.normalize": "standardize"},
        {**MADE, "data.normalize": "unit"},
        ("data", "normalize"),
        "autoregressive assumes levels divided by 16",
        also=frozenset({"L106"}),
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
