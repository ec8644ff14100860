"""Cases of the rules about generative models."""

from __future__ import annotations

from typing import Any

from .case import Case
from .specs import FACTS

VAE: dict[str, Any] = {
    "task": {"type": "generation", "loss": "elbo"},
    "model": {"type": "vae", "hidden": [64], "latent": 4},
}
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

UNET: dict[str, Any] = {"type": "unet", "channels": [16, 32]}
DIT: dict[str, Any] = {"type": "dit", "patch_size": 2, "width": 64, "depth": 1, "heads": 4}


def denoiser(model: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """Flow matching with a model."""
    task = {"type": "generation", "loss": "flow_matching"}
    return {"task": task, "model": {**model, **settings}}


def convolutions(**discriminator: Any) -> dict[str, Any]:
    """A GAN of convolutions."""
    model = {"type": "conv_discriminator", "channels": [8, 16], **discriminator}
    generator = {"type": "conv_generator", "channels": [16, 8], "latent": 4}
    return {**GAN, "model": generator, "networks.discriminator.model": model}


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
        "L106",
        {**VAE, "data.normalize": "standardize"},
        {**VAE, "data.normalize": "unit"},
        ("data", "normalize"),
        "from 0 to 16",
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
    *(
        Case(
            "M110",
            {**denoiser(model), **TABLE},
            denoiser(model),
            ("model", "type"),
            f"{model['type']} takes images, but the shape of an input is [8]",
            fixes=False,
        )
        for model in (UNET, DIT)
    ),
    Case(
        "M110",
        {**convolutions(), **TABLE, "model": GENERATOR, "data.normalize": "none"},
        {**GAN, **TABLE, "data.normalize": "none"},
        ("networks", "discriminator", "model", "type"),
        "conv_discriminator takes images, but the shape of an input is [8]",
        fixes=False,
    ),
    Case(
        "M111",
        denoiser(DIT, patch_size=3),
        denoiser(DIT, patch_size=4),
        ("model", "patch_size"),
        "8 × 8 pixels cannot be cut into patches of 3 × 3",
    ),
    Case(
        "M113",
        denoiser(DIT, heads=6),
        denoiser(DIT, heads=16),
        ("model", "heads"),
        "width 64 over 6 heads is 10.67",
    ),
    Case(
        "M120",
        denoiser(UNET, channels=[16] * 5),
        denoiser(UNET, channels=[16] * 4),
        ("model", "channels", 4),
        "8 × 8 pixels can be halved 3 times without a remainder",
    ),
    Case(
        "M120",
        convolutions(channels=[8] * 4),
        convolutions(channels=[8] * 3),
        ("networks", "discriminator", "model", "channels", 3),
        "8 × 8 pixels can be halved 3 times without a remainder",
    ),
    Case(
        "M121",
        denoiser(UNET, channels=[12, 32]),
        denoiser(UNET, channels=[12, 32], groups=4),
        ("model", "groups"),
        "8 groups do not divide 12 or 32 channels",
    ),
    Case(
        "M121",
        denoiser(UNET, heads=3),
        denoiser(UNET, heads=16),
        ("model", "heads"),
        "3 heads do not divide 16 or 32 channels",
    ),
    Case(
        "M121",
        denoiser(UNET, channels=[8] * 4),
        denoiser(UNET, channels=[8] * 3),
        ("model", "groups"),
        "in maps of 1 × 1, 8 groups have one number each",
    ),
    Case(
        "M122",
        denoiser(UNET, attention=[1, 2]),
        denoiser(UNET, attention=[0, 1]),
        ("model", "attention", 1),
        "there are 2 levels, and the last is 1",
    ),
    Case(
        "M123",
        convolutions(norm="batch"),
        convolutions(norm="layer"),
        ("networks", "discriminator", "model", "norm"),
        "trained without running statistics",
    ),
]
