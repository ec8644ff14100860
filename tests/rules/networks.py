"""Cases of the rules about generative models."""

from __future__ import annotations

from typing import Any

from .case import Case
from .specs import FACTS, REMOVED

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
PCD: dict[str, Any] = {
    "task": {"type": "generation", "loss": "persistent_contrastive_divergence"},
    "model": {"type": "energy_mlp", "hidden": [64]},
}
BUFFER = {"type": "persistent_contrastive_divergence"}
DPSGD = {"type": "dpsgd", "learning_rate": 0.1, "l2_norm_clip": 1.0, "noise_multiplier": 1.0}
PCD_OF_CLASSES = {
    **PCD,
    "task": {
        "type": "generation",
        "condition": "class",
        "loss": {**BUFFER, "buffer_size": 1_000_000},
    },
}
CD = {**PCD, "task": {"type": "generation", "loss": "contrastive_divergence"}}
LINEAR = {**GENERATOR, "output": "linear"}
WIDE = {"data.facts": {**FACTS, "low": -3.0}, "data.normalize": "standardize"}
LSGAN = {"type": "lsgan", "a": 0.0, "b": 1.0, "c": 1.0}
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


BYTES = {"data.facts": {**FACTS, "integers": True}}
WITHOUT = {"data.holdout": REMOVED, "evaluate": REMOVED}


def diffusion(**settings: Any) -> dict[str, Any]:
    model = {"type": "denoising_mlp", "hidden": [64]}
    return {
        "task": {"type": "generation", "loss": {"type": "diffusion", **settings}},
        "model": model,
    }


def denoised(**sampler: Any) -> dict[str, Any]:
    return {**SAMPLE, "sample.sampler": sampler}


def scores(**settings: Any) -> dict[str, Any]:
    """Score matching at several levels of noise."""
    loss = {"type": "noise_conditional_score_matching", **settings}
    model = {"type": "denoising_mlp", "hidden": [64]}
    return {"task": {"type": "generation", "loss": loss}, "model": model}


NETWORK_CASES = [
    Case(
        "L133",
        scores(sigma_max=1.0, sigma_min=1.0),
        scores(sigma_max=1.0, sigma_min=0.1),
        ("task", "loss", "sigma_min"),
        "less than sigma_max, 1",
    ),
    Case(
        "L134",
        scores(levels=5),
        scores(levels=20),
        ("task", "loss", "levels"),
        "in 64 dimensions, levels that differ by a factor of 4.73 share 0.0% of their noise",
    ),
    Case(
        "L104",
        {**scores(), "sample": {"every": "10 epochs", "sampler": "langevin"}},
        {**scores(), "sample": {"every": "10 epochs", "sampler": "annealed_langevin"}},
        ("sample", "sampler"),
        "is sampled by annealed_langevin, not by langevin",
    ),
    Case(
        "L135",
        {**PCD, "task": {"type": "generation", "loss": {**BUFFER, "buffer_size": 9_000_000}}},
        {**PCD, "task": {"type": "generation", "loss": {**BUFFER, "buffer_size": 4_000_000}}},
        ("task", "loss", "buffer_size"),
        "9,000,000 chains take 2.1 GiB",
    ),
    Case(
        "L135",
        {**PCD_OF_CLASSES, "task.loss.buffer_size": 2_000_000},
        PCD_OF_CLASSES,
        ("task", "loss", "buffer_size"),
        "2,000,000 chains of each class take 1.9 GiB",
    ),
    Case(
        "L109",
        diffusion(bound="sampled"),
        diffusion(),
        ("task", "loss"),
        "needs pixels that are integers",
        fixes=False,
    ),
    Case(
        "L121",
        diffusion(timesteps=100),
        diffusion(timesteps=100, noise={"type": "linear", "start": 1e-3, "end": 0.2}),
        ("task", "loss", "noise"),
        "36% of the variance",
    ),
    Case(
        "L122",
        {**diffusion(noise="cosine"), "data.normalize": "standardize"},
        diffusion(noise="cosine"),
        ("task", "loss", "target"),
        "multiplied by 20,",
    ),
    Case(
        "L123",
        {**diffusion(timesteps=500), **denoised(type="ddim", steps=501)},
        {**diffusion(timesteps=500), **denoised(type="ddim", steps=500)},
        ("sample", "sampler", "steps"),
        "the diffusion has 500",
    ),
    Case(
        "L124",
        diffusion(weighting="snr"),
        diffusion(weighting="snr", target="v"),
        ("task", "loss", "weighting"),
        "the same as uniform",
    ),
    Case(
        "L126",
        diffusion(label_dropout=0.1),
        {**diffusion(label_dropout=0.1), "task.condition": "class"},
        ("task", "loss", "label_dropout"),
        "no class to hide",
    ),
    Case(
        "L126",
        {**diffusion(), **denoised(type="ddim", guidance_scale=2), "task.condition": "class"},
        {**diffusion(), **denoised(type="ddim"), "task.condition": "class"},
        ("sample", "sampler", "guidance_scale"),
        "never learns to do without",
    ),
    Case(
        "L126",
        {**diffusion(), **denoised(type="ddim", guidance_scale=2)},
        {**diffusion(), **denoised(type="ddim")},
        ("sample", "sampler", "guidance_scale"),
        "given no class",
    ),
    Case(
        "L125",
        {**diffusion(bound="sampled"), **BYTES, **WITHOUT},
        {**diffusion(), **WITHOUT},
        ("task", "loss", "bound"),
        "no examples are held out",
    ),
    Case(
        "L124",
        diffusion(weighting="edm"),
        diffusion(weighting="edm", target="x0"),
        ("task", "loss", "target"),
        "the weight is",
    ),
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
        "H110",
        {**PCD, "optimizer.layer_decay": 0.9},
        {**MADE, "optimizer.layer_decay": 0.9},
        ("optimizer", "layer_decay"),
        "the layers of this model are not known",
    ),
    Case(
        "H110",
        {**GAN, "networks.discriminator.optimizer.layer_decay": 0.9},
        GAN,
        ("networks", "discriminator", "optimizer", "layer_decay"),
        "the layers of this model are not known",
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
    Case(
        "M117",
        {**MADE, "task.condition": "class", "model.hidden": [63]},
        {**MADE, "task.condition": "class", "model.hidden": [63], "model.condition": "add"},
        ("model", "hidden", 0),
        "63 units, and pixels have up to 63 before them besides the class",
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
        "L109",
        {**VAE, "task.loss": LEVELS, "data.facts": FACTS},
        {**VAE, "task.loss": LEVELS, "data.facts": {**FACTS, "integers": True}},
        ("task", "loss"),
        "needs pixels that are integers",
        fixes=False,
    ),
    Case(
        "L106",
        {**GAN, "data.normalize": "standardize"},
        {**GAN, "data.normalize": "unit"},
        ("data", "normalize"),
        "mlp_generator gives values in [0, 1], and these are from 0 to 16",
    ),
    Case(
        "L106",
        {**GAN, **WIDE},
        {**GAN, **WIDE, "model": LINEAR},
        ("model", "output"),
        "mlp_generator gives values in [0, 1], and these are from -3 to 16",
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
    Case(
        "L101",
        {"task": PCD["task"]},
        PCD,
        ("model",),
        "needs a model that can assign energies; mlp can predict",
        fixes=False,
    ),
    Case(
        "L104",
        {**PCD, "sample": {"every": "10 epochs", "sampler": "euler"}},
        {**PCD, "sample": {"every": "10 epochs", "sampler": "langevin"}},
        ("sample", "sampler"),
        "is sampled by langevin, not by euler",
    ),
    Case(
        "L161",
        {**PCD, "task": {"type": "generation", "loss": {**BUFFER, "buffer_size": 99}}},
        {**PCD, "task": {"type": "generation", "loss": {**BUFFER, "buffer_size": 10_000}}},
        ("task", "loss", "buffer_size"),
        "a step continues 100 chains, and there are 99",
    ),
    Case(
        "L162",
        {**CD, "optimizer.type": "lbfgs"},
        {**CD, "optimizer.type": "rmsprop"},
        ("optimizer", "type"),
        "lbfgs asks for the value of contrastive_divergence, which measures no progress",
        also=frozenset({"O147"}),
        fixes=False,
    ),
    Case(
        "L162",
        {**CD, "optimizer.learning_rate": {"type": "reduce_on_plateau", "peak": 1e-3}},
        CD,
        ("optimizer", "learning_rate"),
        "contrastive_divergence has no plateau",
        fixes=False,
    ),
    Case(
        "L163",
        {**PCD, "optimizer": DPSGD},
        {**CD, "optimizer": DPSGD},
        ("optimizer", "type"),
        "keeps the buffer of its chains",
        fixes=False,
    ),
    Case("L108", {**VAE, "precision": "bfloat16"}, VAE, ("precision",), "computed in float32"),
    Case(
        "L108",
        {**VAE, "data.source": {"type": "npz", "path": "a.npz", "weight": "w"}},
        {**VAE, "data.source": {"type": "npz", "path": "a.npz", "targets": False}},
        ("data", "source", "weight"),
        "every example counts the same",
    ),
    Case(
        "D018",
        {"data.source": {"type": "idx", "images": "a"}},
        {**VAE, "data.source": {"type": "idx", "images": "a"}},
        ("data", "source"),
        "classification needs targets, and idx has none here",
        fixes=False,
    ),
    Case(
        "L108",
        {**GAN, "evaluate.batch_size": 20},
        {**VAE, "evaluate.batch_size": 20},
        ("evaluate", "batch_size"),
        "not evaluated example by example",
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
    Case(
        "L131",
        {**GAN, "task.loss": {"type": "gan", "discriminator_steps": 3}},
        {**GAN, "task.loss": {"type": "gan", "discriminator_steps": 4}},
        ("data", "batch_size"),
        "100 examples are not a multiple of 3 updates",
    ),
    Case(
        "L132",
        {**GAN, "task.loss": {**LSGAN, "b": 0.0}},
        {**GAN, "task.loss": LSGAN},
        ("task", "loss", "b"),
        "both have the label 0",
    ),
    Case(
        "L132",
        {**GAN, "task.loss": {**LSGAN, "c": 0.0}},
        {**GAN, "task.loss": {**LSGAN, "a": -1.0, "c": 0.0}},
        ("task", "loss", "c"),
        "the generator wants 0",
    ),
]
