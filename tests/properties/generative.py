"""Generative models in random specs: a table of losses, each with all that a spec needs for it."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from specc.language.family import member

from .covering import Choice
from .members import (
    AUTOREGRESSIVE,
    DENOISERS,
    GANS,
    GENERATIVE_MODELS,
    LIKELIHOODS,
    NOISES,
    OPTIMIZERS,
    SEARCHING,
    TIMES_OF_EXAMPLES,
    WHOLE,
    encoder,
    followed,
    of_tokens,
    reflow,
    transformer,
)

Draw = Callable[[Choice, random.Random], Any]

POINTS = {"moons", "circles", "gaussian_ring", "gaussian_grid"}
TOKENS = ("text", "tokens", "documents")
"""Sources of language models."""
PROMPTED = ("completions",)
"""Sources of prompts with completions."""


def turn(rng: random.Random, name: str, members: Sequence[Any]) -> Any:
    """The members one after the other, so that all occur in a few specs of one generator."""
    turns: dict[str, int] = rng.__dict__.setdefault("turns", {})
    turns[name] = turns.get(name, -1) + 1
    return members[turns[name] % len(members)]


OF_TOKENS = ("transformer", "gru", "transformer", "lstm", "transformer", "conv1d")
"""Models of tokens, the transformer with its many options as often as the others together."""

DEQUANTIZATIONS = ({"type": "uniform", "logit_alpha": 0.1}, "uniform")


def _none(_choice: Choice, _rng: random.Random) -> None:
    return None


def _given_class(spec: dict[str, Any], how: str) -> None:
    """Gives the model the class of an example, in this way if it leaves a choice."""
    spec["task"]["condition"] = "class"
    if "condition" in member("specc.language.models", spec["model"]["type"]).model_fields:
        spec["model"]["condition"] = how


@dataclasses.dataclass(frozen=True, kw_only=True)
class Generative:
    """What a spec with a generative loss has.

    Attributes:
        loss: draws the block of the loss.
        model: draws that of the model.
        task: the type of the task.
        sources: the only ones it has; none if it has those of images.
        image_models: models of the digits that are drawn in turn with it.
        networks: draws `networks:`.
        sampler: draws the sampler of `sample:`.
        least: the fewest samples in a picture.
        options: those that mean something for it; see `specs.NEEDS`.
        only: the levels that it leaves of some other options.
        never: the levels that it excludes of further ones.
        points: whether it is for points, too.
        conditions: gives a spec a condition; None if it has none.
        prepared: changes a spec that begins with another run.
    """

    loss: Draw
    model: Draw
    task: str = "generation"
    sources: frozenset[str] = frozenset()
    image_models: tuple[str, ...] = ()
    networks: Draw = _none
    sampler: Draw = _none
    least: int = 1
    options: frozenset[str] = frozenset()
    only: Mapping[str, set[str]] = dataclasses.field(default_factory=dict)
    never: Mapping[str, set[str]] = dataclasses.field(default_factory=dict)
    points: bool = False
    conditions: Callable[[dict[str, Any], str], None] | None = None
    prepared: Callable[[dict[str, Any], random.Random], None] | None = None

    def limits(self, options: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
        """The levels that it leaves of other options."""
        left = {option: {*options[option]} - levels for option, levels in self.never.items()}
        return {**left, **self.only}

    def draw_model(self, choice: Choice, rng: random.Random) -> dict[str, Any]:
        """The model, sometimes one that is for images alone."""
        of_images = self.image_models and choice["source"] == "digits"
        if of_images and (kind := turn(rng, choice["task"], (*self.image_models, ""))):
            return {"type": kind, **GENERATIVE_MODELS[kind](rng)}
        found: dict[str, Any] = self.model(choice, rng)
        return found


_ONLY: Mapping[str, set[str]] = {
    "model": {"of the loss"},
    "precision": {"absent", "float32"},
    "groups": {"absent", "empty"},
    "init_from": {"absent", "all"},
}
_NEVER: Mapping[str, set[str]] = {
    "augment": {"mixup", "cutmix", "several"},
    "holdout": {"stratified"},
}
_IN_RANGE = {"normalize": {"absent", "null", "unit"}}
_HELD_OUT = {"holdout": {"absent", "zero", "stratified"}}


def _elbo(choice: Choice, rng: random.Random) -> dict[str, Any]:
    alone = choice["optimizer"] == "dpsgd"
    return {
        "type": "elbo",
        "likelihood": turn(rng, "likelihood", LIKELIHOODS),
        "beta": rng.choice([1, 0.5, followed(rng, 2.0)]),
        "free_bits": rng.choice([None, 0, *([] if alone else [0.1])]),
        "importance_samples": rng.choice([None, 1, 5] if "evaluate" in choice else [None]),
    }


def _coder(kind: str) -> Draw:
    def loss(_: Choice, rng: random.Random) -> dict[str, Any]:
        error = rng.choice([None, "mse", "mae", "bce"])
        commitment = rng.choice([None, 0, 0.5]) if kind == "vq" else None
        return {"type": kind, "error": error, "commitment": commitment}

    return loss


def _sizes(kind: str) -> Draw:
    """Of a model of latents."""
    return lambda _, rng: {
        "type": kind,
        "hidden": [rng.randint(2, 9)],
        "latent": rng.randint(1, 4),
    }


def _vqvae(_: Choice, rng: random.Random) -> dict[str, Any]:
    sizes = {"positions": rng.randint(1, 4), "codes": rng.randint(2, 9), "width": 3}
    return {
        "type": "vqvae",
        "hidden": [5],
        **sizes,
        "codebook_decay": rng.choice([None, 0.9]),
    }


def _gan(_: Choice, rng: random.Random) -> dict[str, Any]:
    kind = turn(rng, "gan", [*GANS])
    return {"type": kind, "discriminator_steps": 1, **GANS[kind](rng)}


def _generator(choice: Choice, rng: random.Random) -> dict[str, Any]:
    outputs = ["linear"] if choice["source"] in POINTS else ["sigmoid", "tanh", "linear"]
    return {**_sizes("mlp_generator")(choice, rng), "output": rng.choice(outputs)}


def _discriminator(choice: Choice, rng: random.Random) -> dict[str, Any]:
    optimizer = {"type": "adam", "b1": 0, "learning_rate": 1e-3}
    convolves = choice["source"] == "digits" and turn(rng, "discriminator", (True, False))
    kind = "conv_discriminator" if convolves else "mlp_discriminator"
    model = {"type": kind, **GENERATIVE_MODELS[kind](rng)}
    average = rng.choice([None, {"type": "ema", "decay": 0.9}])
    return {"discriminator": {"model": model, "optimizer": optimizer, "average": average}}


def _times_of_examples(choice: Choice, rng: random.Random) -> Any:
    kind = choice["times"]
    return {"type": kind, **TIMES_OF_EXAMPLES[kind](rng)} if kind in TIMES_OF_EXAMPLES else None


def _flow_matching(choice: Choice, rng: random.Random) -> dict[str, Any]:
    path = rng.choice(["linear", "cosine"])
    found = {"type": "flow_matching", "path": path, "times": _times_of_examples(choice, rng)}
    by_batch = choice["optimizer"] != "dpsgd" and choice.get("evaluate_batch") != "given"
    if by_batch and choice["accumulate"] != "given" and choice["condition"] == "absent":
        found["coupling"] = rng.choice(["independent", "optimal_transport"])
    if choice["holdout"] not in _HELD_OUT["holdout"] - {"stratified"}:
        divergence = rng.choice(["exact", "hutchinson"])
        evaluated = {"steps": rng.randint(1, 9), "divergence": divergence}
        found["likelihood"] = rng.choice([None, evaluated])
    if choice["source"] == "digits" and choice["normalize"] in ("absent", "null", "unit"):
        found["dequantize"] = turn(rng, "levels", [*DEQUANTIZATIONS, None])
    return found


def _solver(_: Choice, rng: random.Random) -> Any:
    kind, steps = rng.choice(["euler", "midpoint", "rk4"]), rng.choice([3, 20])
    return rng.choice([None, kind, {"type": kind, "steps": steps}])


def _reflow(spec: dict[str, Any], rng: random.Random) -> None:
    """Learns from pairs that the other run gives, if examples are points."""
    if spec["data"]["source"]["type"] in POINTS:
        spec["data"]["source"] = reflow(rng)
        spec["task"]["loss"]["coupling"] = "reflow"


def _given_class_joined(spec: dict[str, Any], how: str) -> None:
    """The same; masked autoregressive flows get it with their inputs alone."""
    _given_class(spec, "concatenate" if how and spec["model"]["type"] == "maf" else how)


def _denoising_mlp(_: Choice, rng: random.Random) -> dict[str, Any]:
    time = {"frequencies": rng.randint(1, 5), "time_scale": rng.choice([0.5, 30])}
    sizes = rng.choice([{}, {**time, "activation": "silu"}])
    return {"type": "denoising_mlp", "hidden": [rng.randint(2, 9)], **sizes}


def _diffusion(choice: Choice, rng: random.Random) -> dict[str, Any]:
    options = {"min_snr": {"gamma": 2}, "edm": {"sigma_data": 0.7}, "huber": {"delta": 0.5}}
    found = {
        "type": "diffusion",
        "target": rng.choice(["epsilon", "v", "x0"]),
        "timesteps": rng.choice([1000, 1500]),
        "times": _times_of_examples(choice, rng),
        "bound": choice["bound"],
    }
    if choice["noise"] in NOISES:
        found["noise"] = {"type": choice["noise"], **NOISES[choice["noise"]](rng)}
    for field, option in ("weighting", "weighting"), ("error", "measure"):
        if choice[option] != "absent":
            found[field] = {"type": choice[option], **options.get(choice[option], {})}
    return found


def _denoiser(choice: Choice, rng: random.Random) -> Any:
    kind = choice["denoiser"]
    return {"type": kind, **DENOISERS[kind](rng)} if kind in DENOISERS else None


def _given_class_or_not(spec: dict[str, Any], how: str) -> None:
    """The same with guidance, for which the model learns to do without the class."""
    _given_class(spec, how)
    spec["task"]["loss"]["label_dropout"] = 0.2
    if sampler := spec.get("sample", {}).get("sampler"):
        sampler["guidance_scale"] = 1.5


def _normalizing_flow(choice: Choice, rng: random.Random) -> dict[str, Any]:
    if choice["source"] in POINTS:
        return {"type": "normalizing_flow"}
    return {"type": "normalizing_flow", "dequantize": turn(rng, "dequantize", DEQUANTIZATIONS)}


def _flow(choice: Choice, rng: random.Random) -> dict[str, Any]:
    masks = ["half"] if choice["source"] in POINTS else ["channel", "half", "checkerboard"]
    sizes = turn(
        rng,
        "flow",
        [
            {"type": "real_nvp", "couplings": 3, "masks": rng.choice([None, masks])},
            {"type": "maf", "blocks": 2, "activation": "tanh"},
            {"type": "neural_spline", "couplings": 2, "bins": 5, "tail_bound": 2},
        ],
    )
    return {"hidden": [rng.randint(2, 9)], **sizes}


def _autoregressive_model(_: Choice, rng: random.Random) -> dict[str, Any]:
    return AUTOREGRESSIVE[turn(rng, "autoregressive", sorted(AUTOREGRESSIVE))](rng)


def _chains(rng: random.Random) -> dict[str, Any]:
    """Of Langevin dynamics."""
    found: dict[str, Any] = {"steps": rng.choice([2, 5]), "step_size": rng.choice([0.01, 1])}
    found |= rng.choice([{}, {"noise": 0.005}, {"noise": 0}])
    return found | rng.choice([{}, {"gradient_clip": 0.03}])


def _contrastive(kind: str, draw: Callable[[random.Random], dict[str, Any]]) -> Draw:
    def loss(_: Choice, rng: random.Random) -> dict[str, Any]:
        chains = {"energy_regularization": rng.choice([0, 0.1]), **_chains(rng)}
        return {"type": kind, **chains, **draw(rng)}

    return loss


def _langevin(_: Choice, rng: random.Random) -> Any:
    own = {"type": "langevin", **_chains(rng)}
    return rng.choice([None, "langevin", own])


def _energy(_: Choice, rng: random.Random) -> dict[str, Any]:
    sizes = rng.choice([{}, {"activation": "tanh"}])
    return {"type": "energy_mlp", "hidden": [rng.randint(2, 9)], **sizes}


def _score_matching(_: Choice, rng: random.Random) -> dict[str, Any]:
    levels = {"sigma_max": rng.choice([3, 50.0]), "sigma_min": 0.02}
    return {
        "type": "noise_conditional_score_matching",
        **levels,
        "levels": rng.choice([30, 40]),
    }


def _annealed(_: Choice, rng: random.Random) -> Any:
    own = {"type": "annealed_langevin", "steps": rng.choice([1, 5]), "step_size": 0.06}
    return rng.choice([None, "annealed_langevin", own])


def _of_tokens(choice: Choice, rng: random.Random) -> dict[str, Any]:
    kind = turn(rng, "tokens", OF_TOKENS)
    return transformer(rng, _stacks(choice)) if kind == "transformer" else of_tokens(kind, rng)


def _likely(_: Choice, rng: random.Random) -> Any:
    own = rng.choice([{"min_p": 0.1}, {"top_k": 3}])
    likely = {"temperature": 0.8, "top_p": 0.95, **own}
    return rng.choice([None, "autoregressive", {"type": "autoregressive", **likely}])


_OF_BOUNDED = {"only": {**_ONLY, **_IN_RANGE}, "never": _NEVER}
_OF_ANY = {"only": _ONLY, "never": _NEVER, "points": True}
_OF_ENERGIES: dict[str, Any] = {
    "model": _energy,
    "image_models": ("conv_energy",),
    "sampler": _langevin,
    "points": True,
    "conditions": _given_class,
}
_OF_CHAINS = {
    **_OF_ENERGIES,
    "only": _ONLY,
    "never": {**_NEVER, "optimizer": {*SEARCHING}, "schedule": {"reduce_on_plateau"}},
}


def _masked_token(_: Choice, rng: random.Random) -> Any:
    random, mask = rng.choice([(0.1, 0.8), (0, 1), (0.5, 0.5)])
    return {"type": "masked_token", "hidden": rng.choice([0.5, 1]), "mask": mask, "random": random}


_OF_TOKENS: Mapping[str, set[str]] = {
    **_ONLY,
    "normalize": {"absent", "null", "none"},
    "holdout": {"absent", "zero", "whole", "part", "spaced", "end", "evaluation"},
    "split_seed": {"absent"},
    "facts": {"stated"},
}


def _next_token(_choice: Choice, rng: random.Random) -> Any:
    """With what training adds to it, a token that is no target, and tokens that the model draws."""
    drawn = rng.choice([0.1, followed(rng, 0.2)])
    numbers = {
        "label_smoothing": 0.1,
        "z_loss": 1e-4,
        "ignore_index": 0,
        "scheduled_sampling": drawn,
    }
    given = {key: x for key, x in numbers.items() if rng.random() < 0.5}
    return rng.choice([None, "next_token", *2 * [{"type": "next_token", **given}]])


def _completion(_choice: Choice, rng: random.Random) -> Any:
    numbers = {"label_smoothing": 0.1, "z_loss": 1e-4}
    return rng.choice([None, "next_token", {"type": "next_token", **numbers}])


def _stacks(choice: Choice) -> bool:
    """Whether nothing takes an array for a layer."""
    name = choice["optimizer"]
    alone = name not in BY_ARRAY and member("specc.language.optimizers", name).wraps is None
    return alone and choice["chain"] == "absent" and choice.get("layer_decay") != "given"


BY_ARRAY = {"adafactor", "fromage", "galore", "lamb", "lars", "muon", "novograd"}
"""Optimizers that take an array for a layer."""


GENERATIVE: Mapping[str, Generative] = {
    "language_modeling": Generative(
        loss=_next_token,
        model=_of_tokens,
        task="language_modeling",
        sources=frozenset(TOKENS),
        sampler=_likely,
        only={
            **_OF_TOKENS,
            "precision": {
                "absent",
                "float32",
                "bfloat16",
                "float16",
                "float16 scale",
                "float16 bare",
            },
        },
        never={"augment": _NEVER["augment"]},
    ),
    "masked_token": Generative(
        loss=_masked_token,
        model=lambda _, rng: encoder(rng),
        task="language_modeling",
        sources=frozenset(TOKENS),
        only={**_OF_TOKENS, "sample": {"absent"}},
        never={"augment": _NEVER["augment"]},
    ),
    "completion": Generative(
        loss=_completion,
        model=lambda choice, rng: transformer(rng, _stacks(choice)),
        task="completion",
        sources=frozenset(PROMPTED),
        sampler=_likely,
        only={
            **_ONLY,
            "normalize": {"absent", "null", "none"},
            "facts": {"stated"},
            "precision": {
                "absent",
                "float32",
                "bfloat16",
                "float16",
                "float16 scale",
                "float16 bare",
            },
        },
        never=_NEVER,
    ),
    "elbo": Generative(
        loss=_elbo,
        model=_sizes("vae"),
        image_models=("conv_vae",),
        conditions=_given_class,
        **_OF_BOUNDED,
    ),
    "gan": Generative(
        loss=_gan,
        model=_generator,
        image_models=("conv_generator",),
        networks=_discriminator,
        points=True,
        only={
            **_ONLY,
            **_IN_RANGE,
            "augment": {"absent", "empty"},
            "init_from": {"absent"},
            "export": {"absent"},
            "nonfinite": {"absent", "stop"},
            "optimizer": {"adam", "adamw", "sgd", *OPTIMIZERS} - WHOLE - SEARCHING,
            "accumulate": {"absent"},
            "evaluate_batch": {"absent"},
        },
        never={
            "holdout": {"stratified"},
            "chain": {"add_noise"},
            "schedule": {"reduce_on_plateau"},
            "average": {"lookahead"},
        },
    ),
    "flow_matching": Generative(
        loss=_flow_matching,
        model=_denoising_mlp,
        image_models=("unet", "dit"),
        sampler=_solver,
        options=frozenset({"times"}),
        conditions=_given_class,
        prepared=_reflow,
        **_OF_ANY,
    ),
    "normalizing_flow": Generative(
        loss=_normalizing_flow,
        model=_flow,
        image_models=("conv_real_nvp",),
        points=True,
        conditions=_given_class_joined,
        only={**_ONLY, "normalize": {"absent", "null"}},
        never=_NEVER,
    ),
    "diffusion": Generative(
        loss=_diffusion,
        model=_denoising_mlp,
        image_models=("unet", "dit"),
        sampler=_denoiser,
        options=frozenset({"times", "noise", "weighting", "measure", "bound", "denoiser"}),
        conditions=_given_class_or_not,
        **_OF_ANY,
    ),
    "autoregressive": Generative(
        loss=lambda _, rng: "autoregressive",
        model=_autoregressive_model,
        conditions=_given_class,
        **_OF_BOUNDED,
    ),
    "contrastive_divergence": Generative(
        loss=_contrastive("contrastive_divergence", lambda rng: {}), **_OF_CHAINS
    ),
    "persistent_contrastive_divergence": Generative(
        loss=_contrastive(
            "persistent_contrastive_divergence",
            lambda rng: {"buffer_size": 2_000, "reinitialized": rng.choice([0, 0.2])},
        ),
        **{
            **_OF_CHAINS,
            "never": {**_OF_CHAINS["never"], "optimizer": {*SEARCHING, "dpsgd"}},
        },
    ),
    "denoising_score_matching": Generative(
        loss=lambda _, rng: {
            "type": "denoising_score_matching",
            "sigma": rng.choice([0.1, 2.5]),
        },
        only=_ONLY,
        never=_NEVER,
        **_OF_ENERGIES,
    ),
    "noise_conditional_score_matching": Generative(
        loss=_score_matching,
        model=_denoising_mlp,
        image_models=("unet", "dit"),
        sampler=_annealed,
        conditions=_given_class,
        **_OF_ANY,
    ),
    "reconstruction": Generative(
        loss=_coder("reconstruction"),
        model=_sizes("autoencoder"),
        least=8,
        only={**_ONLY, **_IN_RANGE},
        never={**_NEVER, **_HELD_OUT},
    ),
    "vq": Generative(
        loss=_coder("vq"),
        model=_vqvae,
        least=8,
        only={**_ONLY, **_IN_RANGE},
        never={**_NEVER, **_HELD_OUT, "optimizer": {"dpsgd"}},
    ),
}
"""The losses of generative models, which stand for their task among the options."""

NEITHER = Generative(loss=_none, model=_none)
"""What specs of other tasks have."""
