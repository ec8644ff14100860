"""Random valid specs.

An *option* is a choice that a spec makes, a *level* one of its outcomes, so that coverage can be
counted: the language is covered when every pair of levels that can stand together has been compiled.
What is not a choice of kind (a width, a rate, a number of steps) is drawn when a spec is written.
"""

from __future__ import annotations

import collections
import dataclasses
import itertools
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from specc.language.facts import Facts
from specc.resolve.lock import shipped

from .hostile import TEXTS
from .members import (
    AROUND,
    ASKING,
    AUGMENTATIONS,
    AUTOREGRESSIVE,
    AVERAGED,
    AVERAGES,
    CHAIN,
    CHANGES,
    DENOISERS,
    EVALUATIONS,
    FACTS,
    GANS,
    GENERATIVE_MODELS,
    GROUPS,
    IMAGE_MODELS,
    INIT_FROM,
    LIKELIHOODS,
    LOSSES,
    METRICS,
    MODELS,
    NOISES,
    OF_EXAMPLES,
    OPTIMIZERS,
    RATED,
    SCHEDULES,
    SCHEDULES_OF,
    SEARCHING,
    SOURCES,
    STEADY,
    TIMES_OF_EXAMPLES,
    UNFLOORED,
    WHOLE,
    followed,
    reflow,
    weights,
)

Choice = Mapping[str, str]
"""A level for every option that applies."""

Pair = frozenset[tuple[str, str]]

_TIMES = ("steps", "epochs", "part of epochs", "percent", "examples", "thousands")
_GIVEN = ("absent", "given")

CONTRASTIVE = ("contrastive_divergence", "persistent_contrastive_divergence")
ENERGIES = (*CONTRASTIVE, "denoising_score_matching")
CODERS = ("reconstruction", "vq")
"""Those that show reconstructions in place of samples."""
GENERATIVE = (
    "elbo",
    "gan",
    "flow_matching",
    "normalizing_flow",
    "diffusion",
    "autoregressive",
    *ENERGIES,
    *CODERS,
)
IMAGE_GENERATORS = {
    "elbo": ("conv_vae",),
    "gan": ("conv_generator",),
    "flow_matching": ("unet", "dit"),
    "diffusion": ("unet", "dit"),
    "normalizing_flow": ("conv_real_nvp",),
}
CONDITIONAL = ("elbo", "flow_matching", "diffusion", "normalizing_flow")
"""Those that may be given the class of an example."""

DEQUANTIZATIONS = ("uniform", {"type": "uniform", "logit_alpha": 0.1})

OPTIONS: Mapping[str, tuple[str, ...]] = {
    "name": ("plain", "short", "long", "ours", "theirs"),
    "description": ("absent", "plain", *TEXTS),
    "target": ("absent", "any", "cpu", "gpu", "tpu"),
    "output": _GIVEN,
    "allow": _GIVEN,
    "seed": ("absent", "zero", "largest"),
    "source": ("digits", "iris", "wine", "breast_cancer", "diabetes", *SOURCES),
    "task": ("word", "mapping", "binary", "multilabel", "regression", *GENERATIVE),
    "loss": ("absent", *sorted({name for known in LOSSES.values() for name in known})),
    "times": ("absent", *TIMES_OF_EXAMPLES),
    "noise": ("absent", *NOISES),
    "weighting": ("absent", "uniform", "snr", "min_snr", "edm"),
    "measure": ("absent", "mse", "l1", "huber"),
    "bound": ("absent", "sampled", "all_steps"),
    "denoiser": ("absent", *DENOISERS),
    "metrics": ("absent", "empty", "some", "all"),
    "standardize": ("absent", "true", "false"),
    "facts": ("shipped", "stated", "stated in part"),
    "normalize": ("absent", "null", "none", "unit", "standardize", "mapping"),
    "augment": ("absent", "empty", *AUGMENTATIONS, "several"),
    "placement": ("absent", "device", "host", "files"),
    "batch_size": ("small", "middle", "all"),
    "holdout": (
        *("absent", "zero", "whole", "part", "spaced"),
        *("random", "stratified", "column", "rows", "evaluation"),
    ),
    "test": ("absent", "part", "own"),
    "split_seed": _GIVEN,
    "model": ("mlp", *MODELS),
    "init_from": ("absent", "all", "part", "frozen"),
    "depth": ("0", "1", "2", "3", "4", "5", "6"),
    "activation": (
        "absent",
        "relu",
        "gelu",
        "silu",
        "tanh",
        "elu",
        "leaky_relu",
        "sigmoid",
        "softplus",
    ),
    "norm": ("absent", "null", "batch", "layer", "batch mapping", "layer mapping"),
    "dropout": ("absent", "zero", "given", "followed"),
    "precision": (
        *("absent", "float32", "bfloat16", "float16"),
        *("bfloat16 params", "float16 scale", "float16 bare"),
    ),
    "nonfinite": ("absent", "stop", "stop dump", "skip", "skip most"),
    "optimizer": ("adam", "adamw", "sgd", "dpsgd", *OPTIMIZERS),
    "b1": (*_GIVEN, "linear"),
    "b2": (*_GIVEN, "cosine"),
    "eps": _GIVEN,
    "eps_root": ("absent", "zero", "given"),
    "nesterov": ("absent", "false", "true"),
    "weight_decay": ("absent", "zero", "given", *CHANGES),
    "mask": ("absent", "kernels", "all", "match"),
    "groups": ("absent", "empty", *GROUPS),
    "layer_decay": _GIVEN,
    "chain": ("absent", *CHAIN),
    "momentum": ("absent", "zero", "given", "linear", "piecewise"),
    "clip_by_global_norm": ("absent", "null", "given"),
    "clip_by_value": ("absent", "null", "given"),
    "schedule": ("number", *SCHEDULES, "piecewise", "one_cycle", "sequence"),
    "warmup": ("absent", "zero", *_TIMES),
    "floor": ("absent", "share", "rate", "no share", "no rate"),
    "duration": ("steps", "epochs", "part of epochs", "examples", "thousands"),
    "accumulate": ("absent", "one", "given"),
    "average": ("absent", "null", *AVERAGES),
    "average_start": ("absent", "zero", *_TIMES),
    "average_every": ("absent", *_TIMES),
    "evaluate": _TIMES,
    "evaluate_batch": _GIVEN,
    "sample": ("absent", *_TIMES),
    "histogram": ("absent", *_TIMES),
    "checkpoint": ("absent", "null", *_TIMES),
    "keep": _GIVEN,
    "log": ("absent", "empty", *_TIMES),
    "sinks": ("absent", "console", "jsonl", "both", "reversed", "mapping"),
    "curves": ("absent", "false", "true"),
}
"""Every option of the language, with its levels."""

_HELD_OUT = set(OPTIONS["holdout"]) - {"absent", "zero"}
_WHOLE_BATCHES = set(OPTIONS["optimizer"]) - {"dpsgd"}
"""Optimizers that examples of a batch may have to do with each other for."""

NEEDS: Mapping[str, tuple[str, set[str]]] = {
    "depth": ("model", {"mlp"}),
    "augment": ("source", {"digits", "npz"}),
    **dict.fromkeys(("activation", "norm", "dropout"), ("depth", set("123456"))),
    **dict.fromkeys(("b1", "b2", "eps", "eps_root"), ("optimizer", {"adam", "adamw"})),
    **dict.fromkeys(("weight_decay", "mask"), ("optimizer", {"adamw"})),
    "momentum": ("optimizer", {"sgd", "dpsgd"}),
    **dict.fromkeys(("average_start", "average_every"), ("average", {"ema", "swa"})),
    "nesterov": ("optimizer", {"adam", "adamw", "sgd", "dpsgd"}),
    "times": ("task", {"flow_matching", "diffusion"}),
    **dict.fromkeys(
        ("noise", "weighting", "measure", "bound", "denoiser"), ("task", {"diffusion"})
    ),
    "layer_decay": ("model", {"mlp", *MODELS} - {"python"}),
    "standardize": ("task", {"regression"}),
    "warmup": ("schedule", set(SCHEDULES)),
    "floor": ("schedule", set(SCHEDULES) - UNFLOORED),
    **dict.fromkeys(("evaluate", "evaluate_batch"), ("holdout", _HELD_OUT)),
    "keep": ("checkpoint", set(_TIMES)),
    "sinks": ("log", {"empty", *_TIMES}),
    "curves": ("log", {"empty", *_TIMES}),
}
"""Options that mean something only at some levels of another."""

OF_POINTS = {"flow_matching", "diffusion"}
POINTS = {"moons", "circles", "gaussian_ring", "gaussian_grid"}
ARRAYS = {"npz", "npy", "idx"}
"""Sources with the digits, which generative models can be trained on as well."""
_TABLES = ["iris", "wine", "breast_cancer", "diabetes"]
_TABLES += [name for name in FACTS if len(FACTS[name].get("shape", (8, 8))) == 1]

OTHER_TARGETS = {
    "binary": {"classes": 2},
    "multilabel": {"classes": None, "class_names": None, "class_rows": None, "targets": 3},
}
"""Tasks whose targets are not those of the sets, with the facts that they need."""

_ONE_TARGET = {"word", "mapping", "binary", "regression"}
_OF_POINTS = {*OF_POINTS, "gan", "normalizing_flow", *ENERGIES}
_GENERATED_FROM = {**dict.fromkeys(POINTS, _OF_POINTS), "idx": set(GENERATIVE)}

_GENERATES: dict[str, dict[str, set[str]]] = {
    "elbo": {
        "loss": {"absent"},
        "metrics": {"absent"},
        "normalize": {"absent", "null", "unit"},
        "augment": set(OPTIONS["augment"]) - {"mixup", "cutmix", "several"},
        "holdout": set(OPTIONS["holdout"]) - {"stratified"},
        "model": {"mlp"},
        "depth": {"0"},
        "precision": {"absent", "float32"},
        "groups": {"absent", "empty"},
        "init_from": {"absent", "all"},
    }
}
_GENERATES["gan"] = {
    **_GENERATES["elbo"],
    "augment": {"absent", "empty"},
    "init_from": {"absent"},
    "nonfinite": {"absent", "stop"},
    "optimizer": {"adam", "adamw", "sgd", "rmsprop", "lion"},
    "chain": set(OPTIONS["chain"]) - {"add_noise"},
    "schedule": set(OPTIONS["schedule"]) - {"reduce_on_plateau"},
    "accumulate": {"absent"},
    "average": set(OPTIONS["average"]) - {"lookahead"},
    "evaluate_batch": {"absent"},
}
_GENERATES["flow_matching"] = {
    **_GENERATES["elbo"],
    "normalize": set(OPTIONS["normalize"]),
}
_GENERATES["autoregressive"] = _GENERATES["elbo"]
_GENERATES["reconstruction"] = {
    **_GENERATES["elbo"],
    "holdout": _HELD_OUT - {"stratified"},
}
_GENERATES["vq"] = {**_GENERATES["reconstruction"], "optimizer": _WHOLE_BATCHES}
_GENERATES["normalizing_flow"] = {**_GENERATES["elbo"], "normalize": {"absent", "null"}}
_GENERATES["diffusion"] = _GENERATES["flow_matching"]
_GENERATES["denoising_score_matching"] = _GENERATES["flow_matching"]
_GENERATES["contrastive_divergence"] = {
    **_GENERATES["flow_matching"],
    "optimizer": set(OPTIONS["optimizer"]) - SEARCHING,
    "schedule": set(OPTIONS["schedule"]) - {"reduce_on_plateau"},
}
_GENERATES["persistent_contrastive_divergence"] = {
    **_GENERATES["contrastive_divergence"],
    "optimizer": set(OPTIONS["optimizer"]) - SEARCHING - {"dpsgd"},
}
"""What generative models leave of other options."""

REQUIRES: tuple[tuple[str, str, str, set[str]], ...] = (
    *(
        ("optimizer", name, "groups", set(OPTIONS["groups"]) - {"decay"})
        for name in OPTIONS["optimizer"]
        if name != "adamw"
    ),
    ("depth", "0", "layer_decay", {"absent"}),
    ("chain", "normalize_by_update_norm", "clip_by_global_norm", {"absent", "null"}),
    ("source", "diabetes", "task", {"regression"}),
    *(("source", name, "placement", {"absent", "device"}) for name in _TABLES),
    *(
        ("source", name, "placement", {"absent", "device", "host"})
        for name in OPTIONS["source"]
        if name != "image_folder"
    ),
    *(
        ("normalize", name, "placement", {"absent", "device"})
        for name in ("standardize", "mapping")
    ),
    ("source", "diabetes", "normalize", set(OPTIONS["normalize"]) - {"unit"}),
    *(
        ("source", name, "task", _ONE_TARGET | _GENERATED_FROM.get(name, set()))
        for name in SOURCES
        if name not in ("npz", "npy")
    ),
    ("source", "image_folder", "task", _ONE_TARGET - {"regression"}),
    *(("task", name, "facts", {"stated", "stated in part"}) for name in OTHER_TARGETS),
    *(
        ("task", level, "loss", {"absent", *LOSSES.get(level, LOSSES["classification"])})
        for level in OPTIONS["task"]
        if level not in GENERATIVE
    ),
    *(
        ("source", level, "task", set(OPTIONS["task"]) - set(GENERATIVE))
        for level in OPTIONS["source"]
        if level != "digits" and level not in POINTS | ARRAYS
    ),
    *(
        ("task", level, option, set(levels))
        for level in GENERATIVE
        for option, levels in _GENERATES[level].items()
    ),
    *(("sample", level, "checkpoint", set(_TIMES)) for level in _TIMES),
    *(("denoiser", level, "sample", set(_TIMES)) for level in DENOISERS),
    *(("source", name, "bound", {"absent"}) for name in POINTS),
    *(
        ("bound", level, option, levels)
        for level in ("sampled", "all_steps")
        for option, levels in {
            "normalize": {"absent", "null", "unit"},
            "holdout": _HELD_OUT,
        }.items()
    ),
    *(
        ("task", level, "sample", {"absent"})
        for level in OPTIONS["task"]
        if level not in GENERATIVE
    ),
    *(("source", name, "facts", {"stated", "stated in part"}) for name in SOURCES),
    *(
        ("source", level, "holdout", set(OPTIONS["holdout"]) - {"column"})
        for level in OPTIONS["source"]
        if level not in ("csv", "parquet")
    ),
    *(
        ("source", level, "holdout", set(OPTIONS["holdout"]) - {"evaluation"})
        for level in OPTIONS["source"]
        if level not in EVALUATIONS
    ),
    *(
        ("task", level, "holdout", set(OPTIONS["holdout"]) - {"stratified"})
        for level in ("multilabel", "regression")
    ),
    *(
        ("source", level, "test", {"absent", "part"})
        for level in OPTIONS["source"]
        if level not in EVALUATIONS
    ),
    *(
        ("holdout", level, "test", {"absent", "own"})
        for level in OPTIONS["holdout"]
        if level not in ("random", "stratified", "column", "rows")
    ),
    ("holdout", "column", "test", {"absent", "part"}),
    *(("holdout", level, "split_seed", {"absent"}) for level in ("column", "rows", "evaluation")),
    *(("source", name, "model", {"mlp", *MODELS} - IMAGE_MODELS) for name in _TABLES),
    *(("norm", level, "optimizer", _WHOLE_BATCHES) for level in ("batch", "batch mapping")),
    *(("model", name, "optimizer", _WHOLE_BATCHES) for name in ("cnn", "python", "resnet")),
    *(("augment", name, "optimizer", _WHOLE_BATCHES) for name in ("mixup", "cutmix", "several")),
    ("optimizer", "dpsgd", "accumulate", {"absent"}),
    ("optimizer", "dpsgd", "groups", {"absent", "empty", "frozen", "rates"}),
    ("precision", "bfloat16 params", "average", {"absent"}),
    *(
        ("precision", level, "optimizer", set(OPTIONS["optimizer"]) - ASKING - {"dpsgd"})
        for level in ("float16", "float16 scale")
    ),
    ("init_from", "frozen", "optimizer", set(OPTIONS["optimizer"]) - WHOLE),
    ("init_from", "frozen", "groups", {"absent", "empty"}),
    *(("optimizer", name, "average", {"absent"}) for name in AVERAGED),
    *(("optimizer", name, "groups", {"absent", "empty"}) for name in WHOLE),
    *(("optimizer", name, "layer_decay", {"absent"}) for name in WHOLE),
    *(("optimizer", name, "groups", {"absent", "empty", "frozen", "rates"}) for name in RATED),
    *(
        ("optimizer", name, "chain", set(OPTIONS["chain"]) - {"scale_by_trust_ratio"})
        for name in RATED
    ),
    *(("optimizer", name, "schedule", levels) for name, levels in SCHEDULES_OF.items()),
    *(("optimizer", name, "warmup", {"absent", "zero"}) for name in STEADY),
    ("sinks", "console", "curves", {"absent", "false"}),
)
"""An option and a level of it that leave only some levels of a later option."""

_IDLE_MOMENTUM = {"absent", "zero"}


LOOKED_AT, MOST_FIXED = 60, 12
"""How many pairs that have not been seen go into one spec, and how many are tried for it."""


def pairs_of(choice: Choice) -> set[Pair]:
    """The pairs of levels that a spec has."""
    return {frozenset(pair) for pair in itertools.combinations(choice.items(), 2)}


def possible_pairs() -> set[Pair]:
    """The pairs of levels that can stand together in a valid spec."""
    levels = [(option, level) for option, found in OPTIONS.items() for level in found]
    return {
        frozenset(pair)
        for pair in itertools.combinations(levels, 2)
        if pair[0][0] != pair[1][0] and _domains(dict(pair)) is not None
    }


def choose(rng: random.Random, fixed: Choice | None = None) -> Choice:
    """A level for every option, `fixed` ones as they are, without the options that mean nothing."""
    domains = _domains(fixed or {})
    assert domains is not None, fixed
    chosen: dict[str, str] = {}
    for option in OPTIONS:
        if option in NEEDS and chosen.get(NEEDS[option][0]) not in NEEDS[option][1]:
            continue
        chosen[option] = level = rng.choice(domains[option])
        for when, this, other, levels in REQUIRES:
            if (when, this) == (option, level):
                domains[other] = tuple(found for found in domains[other] if found in levels)
    if chosen.get("nesterov") == "true" and chosen.get("momentum") in _IDLE_MOMENTUM:
        if (fixed or {}).get("nesterov") == "true":
            return {**chosen, "momentum": "given"}
        return {**chosen, "nesterov": "false"}
    return chosen


def covering(rng: random.Random, accepted: set[Pair] | None = None) -> Iterator[Choice]:
    """Choices without end: first until every level has been, then every pair, then at random.

    Args:
        rng: what is drawn from.
        accepted: the pairs of the specs that compiled, which the caller adds to; without it all do.
            Other levels come again at once, other pairs after all that have not been tried.
    """
    levels = [(option, level) for option, found in OPTIONS.items() for level in found]
    rng.shuffle(levels)
    pairs = [frozenset(pair) for pair in itertools.combinations(levels, 2)]
    rng.shuffle(pairs)
    waiting = collections.deque(pair for pair in pairs if len(dict(pair)) == 2)
    new: set[tuple[str, str]] = set(levels)
    seen: set[Pair] = set() if accepted is None else accepted
    while True:
        fixed: dict[str, str] = {}
        for option, level in levels:
            wanted = {**fixed, option: level}
            if (option, level) in new and option not in fixed and _domains(wanted) is not None:
                fixed = wanted
        choice = choose(rng, fixed or _several(waiting, seen))
        if accepted is None:
            seen |= pairs_of(choice)
        yield choice
        if pairs_of(choice) <= seen:
            new -= set(choice.items())
        else:
            rng.shuffle(levels)  # so that its levels come again with others


def _several(waiting: collections.deque[Pair], seen: set[Pair]) -> Choice | None:
    """Pairs that have not been seen and can stand together; they go to the end of the queue."""
    fixed: dict[str, str] = {}
    later = []
    for _ in range(min(LOOKED_AT, len(waiting))):
        pair = waiting.popleft()
        if pair in seen or _domains(dict(pair)) is None:
            continue
        wanted = {**fixed, **dict(pair)}
        agrees = all(wanted[option] == level for option, level in fixed.items())
        if len(fixed) < MOST_FIXED and agrees and _domains(wanted) is not None:
            fixed = wanted
            waiting.append(pair)
        else:
            later.append(pair)
    waiting.extendleft(reversed(later))
    return fixed or None


def _domains(fixed: Choice) -> dict[str, tuple[str, ...]] | None:
    """The levels that are open to each option; None if those that are fixed exclude each other."""
    domains = {**OPTIONS, **{option: (level,) for option, level in fixed.items()}}
    for option in fixed:
        while option in NEEDS:
            parent, levels = NEEDS[option]
            domains[parent] = tuple(level for level in domains[parent] if level in levels)
            option = parent
    before = None
    while before != domains:  # what one leaves may leave less to those before it
        before = dict(domains)
        for option, level, other, levels in REQUIRES:
            if not levels & set(domains[other]):
                domains[option] = tuple(found for found in domains[option] if found != level)
            elif domains[option] == (level,):
                domains[other] = tuple(found for found in domains[other] if found in levels)
    if not all(domains.values()):
        return None
    idle = fixed.get("momentum") in _IDLE_MOMENTUM
    return None if idle and fixed.get("nesterov") == "true" else domains


@dataclasses.dataclass(frozen=True)
class _Lengths:
    """What durations are drawn by."""

    rng: random.Random
    batch_size: int
    steps_per_epoch: int
    steps: int = 0

    def time(self, kind: str, low: int, high: int) -> str:
        """A duration of about `low` to `high` steps, never less than one."""
        rng, steps = self.rng, self.rng.randint(low, max(low, high))
        epochs = steps / self.steps_per_epoch
        match kind:
            case "steps":
                return rng.choice([f"{steps} steps", f"{steps}steps", f"{steps:_} step"])
            case "epochs":
                return f"{max(1, round(epochs))} epochs"
            case "part of epochs":
                tenths = max(-(-10 // self.steps_per_epoch), round(10 * epochs))
                return f"{tenths // 10}.{tenths % 10} epochs"
            case "percent":
                least = -(-100 // self.steps)
                return f"{max(least, min(100, round(100 * steps / self.steps)))}%"
            case "examples":
                return f"{steps * self.batch_size + rng.randrange(self.batch_size)} examples"
            case "thousands":
                number = -(-steps * self.batch_size // 1_000)
                return rng.choice([f"{number}k examples", f"{number / 1_000:.3f}M examples"])
        raise ValueError(kind)


def write(choice: Choice, rng: random.Random, *, most_steps: int = 3_000) -> dict[str, Any]:
    """A spec that makes these choices, its run about `most_steps` long at the most.

    A few of the specs are refused, because of numbers that do not go together.
    """
    facts = _facts(choice["source"], choice["task"])
    if choice["source"] in ("npz", "npy") and facts.classes and choice["task"] != "multilabel":
        stored = rng.choice([None, ("floats",), ("column",), ("floats", "column")])
        facts = facts.model_copy(update={"labels": stored})
    source = _source(choice["source"], rng)
    if choice["task"] in GENERATIVE:
        source.pop("weight", None)
    holdout = _holdout(choice["holdout"], rng, tests=choice["test"] == "part")
    share = holdout.get("share", "0%") if isinstance(holdout, dict) else holdout
    rows = facts.rows - round(float((share or "0%").rstrip("% ")) / 100 * facts.rows)
    evaluation: dict[str, Any] = {}
    if choice["holdout"] == "column":
        counts = {"held_out_rows": facts.rows // 4, "test_rows": facts.rows // 5}
        facts = facts.model_copy(update=counts)
        rows -= sum(counts.values()) if choice["test"] == "part" else counts["held_out_rows"]
    elif choice["holdout"] == "rows":
        holdout = _rows(facts.rows, rng, tests=choice["test"] == "part")
        rows = facts.rows * 2 // 3  # at the least
    elif choice["test"] == "part":
        rows -= round(float(holdout["test"].rstrip("%")) / 100 * facts.rows)
    if choice["holdout"] == "evaluation":
        evaluation = {
            "evaluation": {**source, **EVALUATIONS[choice["source"]]},
            "evaluation_facts": _stated("stated in part", facts),
        }
    if choice["test"] == "own":
        other = {key: f"2{value}" for key, value in EVALUATIONS[choice["source"]].items()}
        evaluation |= {"test": {**source, **other}, "test_facts": _stated("stated in part", facts)}
    sizes = {"small": (8, 16), "middle": (17, rows // 2), "all": (rows, rows)}
    batch_size = rng.randint(*sizes[choice["batch_size"]])
    count = {"one": 1, "given": rng.randint(2, 5)}.get(choice["accumulate"])
    batch_size -= batch_size % (count or 1)
    lengths = _Lengths(rng, batch_size, rows // batch_size)
    duration = lengths.time(choice["duration"], min(30, most_steps), most_steps)
    lengths = dataclasses.replace(lengths, steps=_steps(duration, lengths))
    spec: dict[str, Any] = {
        "specc": 1,
        "name": _name(choice["name"], rng),
        "description": _description(choice["description"]),
        "target": choice["target"],
        "output": f"out/{_name('plain', rng)}.py" if choice["output"] == "given" else None,
        "allow": [
            {"code": code, "reason": rng.choice([t for t in TEXTS.values() if t])}
            for code in ("M103", *_FOUND.get(choice["precision"], ()))
        ],
        "precision": _PRECISIONS.get(choice["precision"], choice["precision"]),
        "seed": {"zero": 0, "largest": 2**32 - 1}.get(choice["seed"]),
        "task": _task(choice, facts, rng),
        "model": _model(choice, rng),
        "networks": _networks(choice, rng),
        "init_from": INIT_FROM.get(choice["init_from"]),
        "data": {
            "source": source,
            "batch_size": batch_size,
            "holdout": holdout,
            **evaluation,
            "split_seed": rng.randrange(2**32) if choice["split_seed"] == "given" else None,
            "normalize": _normalize(choice["normalize"]),
            "placement": choice.get("placement"),
            "augment": _augment(choice.get("augment", "absent"), rng),
            "facts": _stated(choice["facts"], facts),
        },
        "optimizer": _optimizer(choice, rng, lengths),
        "train": {
            "duration": duration,
            "accumulate": count,
            "nonfinite": {
                "stop dump": {"type": "stop", "dump": True},
                "skip most": {"type": "skip", "most": rng.randint(1, 9)},
            }.get(choice["nonfinite"], choice["nonfinite"]),
        },
        "average": _average(choice, rng, lengths),
        **_run(choice, rng, lengths),
    }
    if choice["allow"] == "absent":
        del spec["allow"]
    another_run = choice["init_from"] != "absent" and not evaluation
    if choice["task"] == "flow_matching" and choice["source"] in POINTS and another_run:
        spec["data"]["source"] = reflow(rng)
        spec["task"]["loss"]["coupling"] = "reflow"
    if choice["task"] in CONDITIONAL and facts.classes:
        how = random.Random(spec["name"]).choice([None, "concatenate", "add"])
        how = None if spec["task"]["loss"].get("coupling", "independent") != "independent" else how
        how = "concatenate" if how and spec["model"]["type"] == "maf" else how
        spec["task"] |= {"condition": how and "class"}
        spec["model"] |= {"condition": how}
        if choice["task"] == "diffusion" and how:
            spec["task"]["loss"]["label_dropout"] = 0.2
            if choice.get("denoiser") in DENOISERS:
                spec["sample"]["sampler"]["guidance_scale"] = 1.5
    return _shuffled(_compact(spec, choice), rng)


_PRECISIONS: Mapping[str, Any] = {
    "bfloat16 params": {"type": "bfloat16", "params": "bfloat16", "accumulation": "bfloat16"},
    "float16 scale": {"type": "float16", "loss_scale": {"initial": 256, "period": 3}},
    "float16 bare": {"type": "float16", "loss_scale": None, "output": "same"},
}

_FOUND = {"bfloat16 params": ("P031", "P032"), "float16 bare": ("P102",)}
"""Warnings that come with a precision, and are meant."""


def as_yaml(spec: Mapping[str, Any], rng: random.Random) -> str:
    """The spec as PyYAML writes it, laid out in one of its ways."""
    flow = rng.choice([None, True, False])
    return yaml.safe_dump(
        spec, sort_keys=False, default_flow_style=flow, width=rng.choice([40, 120])
    )


def as_json(spec: Mapping[str, Any], rng: random.Random) -> str:
    """The spec as JSON."""
    return json.dumps(spec, indent=rng.choice([None, 2]), ensure_ascii=rng.random() < 0.5)


def _source(name: str, rng: random.Random) -> dict[str, Any]:
    if name in SOURCES:
        return {"type": name, **SOURCES[name](rng)}
    return {"type": "sklearn", "name": name}


def _task(choice: Choice, facts: Facts, rng: random.Random) -> Any:
    if choice["task"] in GENERATIVE:
        loss = _generative_loss(choice, rng)
        if choice["task"] == "normalizing_flow" and facts.is_image:
            loss["dequantize"] = rng.choice(DEQUANTIZATIONS)
        if choice["task"] == "flow_matching" and facts.is_image and facts.levels:
            scaled = choice["normalize"] in ("absent", "null", "unit")
            levels = _turn(rng, "levels", [*DEQUANTIZATIONS, None])
            loss["dequantize"] = levels if scaled else None
        return {"type": "generation", "loss": loss}
    kind = "classification" if choice["task"] in ("word", "mapping") else choice["task"]
    task: dict[str, Any] = {"type": kind}
    if choice["loss"] != "absent":
        options = LOSSES[kind][choice["loss"]](rng, facts.classes or 0)
        task["loss"] = {"type": choice["loss"], **options} if options else choice["loss"]
    if choice["metrics"] != "absent":
        task["metrics"] = _metrics(choice, METRICS[kind], rng)
    if choice.get("standardize", "absent") != "absent":
        task["standardize"] = choice["standardize"] == "true"
    return task if len(task) > 1 or choice["task"] == "mapping" else kind


def _turn(rng: random.Random, name: str, members: Sequence[Any]) -> Any:
    """The members one after the other, so that all occur in a few specs of one generator."""
    turns: dict[str, int] = rng.__dict__.setdefault("turns", {})
    turns[name] = turns.get(name, -1) + 1
    return members[turns[name] % len(members)]


def _generative_loss(choice: Choice, rng: random.Random) -> Any:
    kind = choice["task"]
    if kind == "elbo":
        alone = choice["optimizer"] == "dpsgd"
        return {
            "type": "elbo",
            "likelihood": _turn(rng, "likelihood", LIKELIHOODS),
            "beta": rng.choice([1, 0.5, followed(rng, 2.0)]),
            "free_bits": rng.choice([None, 0, *([] if alone else [0.1])]),
            "importance_samples": rng.choice([None, 1, 5] if "evaluate" in choice else [None]),
        }
    if kind in CODERS:
        error = rng.choice([None, "mse", "mae", "bce"])
        commitment = rng.choice([None, 0, 0.5]) if kind == "vq" else None
        return {"type": kind, "error": error, "commitment": commitment}
    if kind == "diffusion":
        return _diffusion(choice, rng)
    if kind == "autoregressive":
        return kind
    if kind == "flow_matching":
        path = rng.choice(["linear", "cosine"])
        found = {"type": "flow_matching", "path": path, "times": _times_of_examples(choice, rng)}
        by_batch = choice["optimizer"] != "dpsgd" and choice.get("evaluate_batch") != "given"
        if by_batch and choice["accumulate"] != "given":
            found["coupling"] = rng.choice(["independent", "optimal_transport"])
        if choice["holdout"] in _HELD_OUT:
            divergence = rng.choice(["exact", "hutchinson"])
            evaluated = {"steps": rng.randint(1, 9), "divergence": divergence}
            found["likelihood"] = rng.choice([None, evaluated])
        return found
    if kind == "normalizing_flow":
        return {"type": kind}
    if kind == "denoising_score_matching":
        return {"type": kind, "sigma": rng.choice([0.1, 2.5])}
    if kind in ENERGIES:
        chains = {"energy_regularization": rng.choice([0, 0.1]), **_chains(rng)}
        if kind == "persistent_contrastive_divergence":
            chains |= {"buffer_size": 20_000, "reinitialized": rng.choice([0, 0.2])}
        return {"type": kind, **chains}
    kind = _turn(rng, "gan", [*GANS])
    return {"type": kind, "discriminator_steps": 1, **GANS[kind](rng)}


def _chains(rng: random.Random) -> dict[str, Any]:
    """Of Langevin dynamics."""
    found: dict[str, Any] = {"steps": rng.choice([2, 5]), "step_size": rng.choice([0.01, 1])}
    found |= rng.choice([{}, {"noise": 0.005}, {"noise": 0}])
    return found | rng.choice([{}, {"gradient_clip": 0.03}])


def _times_of_examples(choice: Choice, rng: random.Random) -> Any:
    kind = choice["times"]
    return {"type": kind, **TIMES_OF_EXAMPLES[kind](rng)} if kind in TIMES_OF_EXAMPLES else None


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


def _networks(choice: Choice, rng: random.Random) -> dict[str, Any] | None:
    if choice["task"] != "gan":
        return None
    optimizer = {"type": "adam", "b1": 0, "learning_rate": 1e-3}
    convolves = choice["source"] == "digits" and _turn(rng, "discriminator", (True, False))
    kind = "conv_discriminator" if convolves else "mlp_discriminator"
    model = {"type": kind, **GENERATIVE_MODELS[kind](rng)}
    average = rng.choice([None, {"type": "ema", "decay": 0.9}])
    return {"discriminator": {"model": model, "optimizer": optimizer, "average": average}}


def _metrics(choice: Choice, known: Mapping[str, Any], rng: random.Random) -> list[Any]:
    """In any order; without those that this run would not compute, or write."""
    possible = [name for name in known if "evaluate" in choice or name in OF_EXAMPLES]
    if choice.get("sinks") == "console":
        possible = [name for name in possible if name != "confusion_matrix"]
    if choice["metrics"] == "empty":
        return []
    blocks = [
        {"type": name, **known[name](rng)}
        for name in rng.sample(possible, len(possible) if choice["metrics"] == "all" else 1)
    ]
    return [block["type"] if len(block) == 1 and rng.random() < 0.5 else block for block in blocks]


def _facts(name: str, task: str) -> Facts:
    known = "digits" if name in SOURCES else name
    facts = next(item.facts for item in shipped().entries if item.source["name"] == known)
    facts = facts.model_copy(update={**FACTS.get(name, {}), **OTHER_TARGETS.get(task, {})})
    if task == "binary":
        half = facts.rows // 2
        names = facts.class_names and facts.class_names[:2]
        update = {"class_rows": (half, facts.rows - half), "class_names": names}
        facts = facts.model_copy(update=update)
    return facts


def _stated(level: str, facts: Facts) -> dict[str, Any] | None:
    leave_out = {"class_rows", "sha256"} if level == "stated in part" else None
    return None if level == "shipped" else facts.model_dump(mode="json", exclude=leave_out)


def _steps(duration: str, lengths: _Lengths) -> int:
    number, unit = duration.rstrip("s").split(" ") if " " in duration else (duration[:-5], "step")
    scale = {"k": 1_000, "M": 1_000_000}.get(number[-1], 1)
    amount = float(number.rstrip("kM").replace("_", "")) * scale
    match unit:
        case "epoch":
            return round(amount * lengths.steps_per_epoch)
        case "example":
            return int(amount) // lengths.batch_size
    return int(amount)


def _name(level: str, rng: random.Random) -> str:
    letters = "abcdefghijklmnopqrstuvwxyzABCXYZ_0123456789"
    plain = "t" + "".join(rng.choices(letters, k=rng.randint(4, 12)))
    return {
        "plain": plain,
        "short": rng.choice("acxXZ"),
        "long": (plain * 20)[:40],
        "ours": rng.choice(
            ["Config", "train", "Classifier", "load_data", "TRAIN_EXAMPLES", "main"]
        ),
        "theirs": rng.choice(
            ["jnp", "np", "ocp", "nnx", "Path", "print", "None_", "__name__x"[2:]]
        ),
    }[level]


def _description(level: str) -> str | None:
    if level == "absent":
        return None
    return {"plain": "What to expect of it: not much."}.get(level, TEXTS.get(level))


def _holdout(level: str, rng: random.Random, *, tests: bool) -> Any:
    whole = rng.randint(10, 40)
    text = rng.choice(["split", "{x} '\"\\", '"""'])
    test = {"test": f"{rng.randint(10, 30)}%"} if tests else {}
    held_out = {"held_out": rng.choice(["test", text])}
    value = {"test": rng.choice(["last", f"{text}#"])} if tests else {}
    return {
        "random": {"type": "random", "share": f"{whole}%", **test},
        "stratified": {"type": "stratified", "share": f"{whole}%", **test},
        "column": {"type": "column", "column": text, **held_out, **value},
        "rows": {},
        "evaluation": None,
        "absent": None,
        "zero": "0%",
        "whole": f"{whole}%",
        "part": f"{whole}.{rng.randint(1, 9)}%",
        "spaced": f"{whole} %",
    }[level]


def _rows(rows: int, rng: random.Random, *, tests: bool) -> dict[str, Any]:
    """Some of the first half for evaluation, some of the second for a test; less than a class of images."""
    size, start = rows // 15, rng.randrange(rows // 4)
    last = start + size - 1
    spans: list[Any] = [
        f"{start}-{last}",
        [f"{start} - {last - 2}", last],
        f"{start}-{last}, {last + 2}",
    ]
    test = {"test": rng.choice([rows - 1, f"{rows - size}-{rows - 1}"])} if tests else {}
    return {"type": "rows", "eval": rng.choice(spans), **test}


def _augment(level: str, rng: random.Random) -> list[Any] | None:
    if level in ("absent", "empty"):
        return None if level == "absent" else []
    several = ["flip", "crop", "cutout", rng.choice(["mixup", "cutmix"])]
    chosen = several if level == "several" else [level]
    blocks = [{"type": name, **AUGMENTATIONS[name](rng)} for name in chosen]
    return [block["type"] if len(block) == 1 and rng.random() < 0.5 else block for block in blocks]


def _normalize(level: str) -> Any:
    return {"absent": None, "null": None, "mapping": {"type": "standardize"}}.get(level, level)


def _model(choice: Choice, rng: random.Random) -> dict[str, Any]:
    if choice["task"] in IMAGE_GENERATORS and choice["source"] == "digits":
        kind = _turn(rng, choice["task"], (*IMAGE_GENERATORS[choice["task"]], ""))
        if kind:
            return {"type": kind, **GENERATIVE_MODELS[kind](rng)}
    if choice["task"] == "normalizing_flow":
        masks = ["half"] if choice["source"] in POINTS else ["channel", "half", "checkerboard"]
        sizes = _turn(
            rng,
            "flow",
            [
                {"type": "real_nvp", "couplings": 3, "masks": rng.choice([None, masks])},
                {"type": "maf", "blocks": 2, "activation": "tanh"},
                {"type": "neural_spline", "couplings": 2, "bins": 5, "tail_bound": 2},
            ],
        )
        return {"hidden": [rng.randint(2, 9)], **sizes}
    if choice["task"] in OF_POINTS:
        time = {"frequencies": rng.randint(1, 5), "time_scale": rng.choice([0.5, 30])}
        sizes = rng.choice([{}, {**time, "activation": "silu"}])
        return {"type": "denoising_mlp", "hidden": [rng.randint(2, 9)], **sizes}
    if choice["task"] == "autoregressive":
        return AUTOREGRESSIVE[_turn(rng, "autoregressive", sorted(AUTOREGRESSIVE))](rng)
    if choice["task"] in ENERGIES:
        sizes = rng.choice([{}, {"activation": "tanh"}])
        return {"type": "energy_mlp", "hidden": [rng.randint(2, 9)], **sizes}
    if choice["task"] in GENERATIVE:
        if choice["task"] == "vq":
            sizes = {"positions": rng.randint(1, 4), "codes": rng.randint(2, 9), "width": 3}
            decay = rng.choice([None, 0.9])
            return {"type": "vqvae", "hidden": [5], **sizes, "codebook_decay": decay}
        sizes = {"hidden": [rng.randint(2, 9)], "latent": rng.randint(1, 4)}
        if choice["task"] in ("elbo", "reconstruction"):
            kind = "vae" if choice["task"] == "elbo" else "autoencoder"
            return {"type": kind, **sizes}
        outputs = ["linear"] if choice["source"] in POINTS else ["sigmoid", "tanh", "linear"]
        return {"type": "mlp_generator", **sizes, "output": rng.choice(outputs)}
    if choice["model"] in MODELS:
        return {"type": choice["model"], **MODELS[choice["model"]](rng)}
    norm = choice.get("norm", "absent")
    kind, _, mapping = norm.partition(" ")
    return {
        "type": "mlp",
        "hidden": [rng.randint(2, 40) for _ in range(int(choice["depth"]))],
        "activation": choice.get("activation"),
        "norm": {"type": kind} if mapping else kind,
        "dropout": {
            "zero": 0.0,
            "given": rng.choice([0.1, 0.25, 0.5, 1e-3]),
            "followed": followed(rng, rng.choice([0.1, 0.5])),
        }.get(choice.get("dropout", "absent")),
        **weights(rng, layers=choice["depth"] != "0"),
    }


def _optimizer(choice: Choice, rng: random.Random, lengths: _Lengths) -> dict[str, Any]:
    given: dict[str, Any] = {
        "b1": rng.choice([0.5, 0.8, 0.95]),
        "b2": rng.choice([0.95, 0.9999]),
        "eps": rng.choice([1e-6, 1e-15, 1e-3]),
        "eps_root": rng.choice([1e-12, 1e-8]),
        "weight_decay": rng.choice([1e-4, 0.05, 1]),
        "momentum": rng.choice([0.5, 0.9, 0.99]),
        "l2_norm_clip": rng.choice([0.1, 1, 3.5]),
        "noise_multiplier": rng.choice([0.5, 1.1]),
        "clip_by_global_norm": rng.choice([0.5, 1, 10.0]),
        "clip_by_value": rng.choice([0.1, 1, 1e-3]),
    }
    found: dict[str, Any] = {"type": choice["optimizer"]}
    found["learning_rate"] = _learning_rate(choice, rng, lengths)
    found["nesterov"] = {"false": False, "true": True}.get(choice.get("nesterov", "absent"))
    if choice.get("mask") != "absent":
        bias = "**/bias" if choice["task"] in GENERATIVE else "output/bias"
        mask = {"match": rng.choice(["**/kernel", ["**/kernel"]]), "exclude": [bias]}
        found["mask"] = mask if choice.get("mask") == "match" else choice.get("mask")
    if choice["groups"] != "absent":
        found["groups"] = GROUPS[choice["groups"]](rng) if choice["groups"] in GROUPS else []
    if choice.get("layer_decay") == "given":
        found["layer_decay"] = rng.choice([0.5, 0.75, 0.9])
    if choice["chain"] != "absent":
        found[choice["chain"]] = CHAIN[choice["chain"]](rng)
    for field, value in given.items():
        level = choice.get(field, "absent")
        found[field] = {"zero": 0, "given": value}.get(level)
        if level in CHANGES:
            found[field] = {"type": level, **CHANGES[level](rng, value)}
    if choice["optimizer"] == "dpsgd":
        found |= {name: given[name] for name in ("l2_norm_clip", "noise_multiplier")}
    if choice["optimizer"] in OPTIMIZERS:
        own = OPTIMIZERS[choice["optimizer"]](rng)
        if choice["optimizer"] in AROUND:
            inside = {**found, "type": rng.choice(["sgd", "rmsprop", "adagrad"])}
            return {"type": choice["optimizer"], **own, "base_optimizer": inside}
        found |= own
    return found


def _average(choice: Choice, rng: random.Random, lengths: _Lengths) -> dict[str, Any] | None:
    if choice["average"] not in AVERAGES:
        return None

    def time(option: str, part: int) -> str | None:
        level = choice.get(option, "absent")
        if level == "zero":
            return "0 steps"
        return lengths.time(level, 1, lengths.steps // part) if level in _TIMES else None

    return {
        "type": choice["average"],
        **AVERAGES[choice["average"]](rng),
        "start": time("average_start", 2),
        "every": time("average_every", 4),
    }


def _learning_rate(choice: Choice, rng: random.Random, lengths: _Lengths) -> Any:
    peak = rng.choice([1e-3, 3e-4, 0.01, 2.5e-05, 0.05])
    if choice["schedule"] == "number":
        return peak
    if choice["schedule"] not in SCHEDULES:
        return _points_of_time(choice["schedule"], peak, rng)
    warmup = choice["warmup"]
    if warmup not in ("absent", "zero"):
        warmup = lengths.time(warmup, 1, lengths.steps // 3)
    floors = {
        "share": rng.choice(["10%", "0.5%", "33.3%", "100%"]),
        "rate": peak / rng.choice([2, 100, 3]),
        "no share": "0%",
        "no rate": 0,
    }
    return {
        "type": choice["schedule"],
        "peak": peak,
        "warmup": {"absent": None, "zero": "0 steps"}.get(warmup, warmup),
        "floor": floors.get(choice.get("floor", "absent")),
        **SCHEDULES[choice["schedule"]](rng),
    }


def _points_of_time(kind: str, peak: float, rng: random.Random) -> dict[str, Any]:
    """A schedule without a warm-up of its own."""
    if kind == "one_cycle":
        shape = rng.choice(["cosine", "linear"])
        start = rng.choice(["10%", peak / 20])
        turns = {"rise": rng.choice(["30%", "40%"]), "back": "80%"}
        return {"type": kind, "peak": peak, "start": start, "shape": shape, "floor": "1%", **turns}
    if kind == "piecewise":
        values = [peak, *(peak * rng.choice([0, 0.1, 1 / 3, 2]) for _ in range(2))]
        interpolate = rng.choice(["none", "linear", "cosine"])
        points = rng.sample(["20%", "40%", "60%", "80%"], 2)
        return {
            "type": kind,
            "values": values,
            "boundaries": sorted(points),
            "interpolate": interpolate,
        }
    kinds = rng.sample([name for name in SCHEDULES if name != "reduce_on_plateau"], 2)
    phases = [
        {"schedule": {"type": name, "peak": peak, **SCHEDULES[name](rng)}, "for": f"{50 - n}%"}
        for n, name in enumerate(kinds)
    ]
    for phase in phases:
        if phase["schedule"]["type"] == "inverse_sqrt":
            phase["schedule"]["timescale"] = "10%"
        if phase["schedule"]["type"] == "multistep":
            phase["schedule"]["milestones"] = ["20%", "30%"]
    return {"type": kind, "phases": [*phases, {"schedule": peak / 10}]}


def _run(choice: Choice, rng: random.Random, lengths: _Lengths) -> dict[str, Any]:
    def time(option: str) -> str | None:
        level = choice.get(option, "absent")
        return lengths.time(level, 1, lengths.steps) if level in _TIMES else None

    def drawn(option: str, low: int, high: int) -> int | None:
        return rng.randint(low, high) if choice.get(option) == "given" else None

    found: dict[str, Any] = {}
    if "evaluate" in choice:
        batch = drawn("evaluate_batch", 5, 300)
        found["evaluate"] = {"every": time("evaluate"), "batch_size": batch}
    if every := time("checkpoint"):
        found["checkpoint"] = {"every": every, "keep": drawn("keep", 1, 5)}
    if every := time("sample"):
        least = 8 if choice["task"] in CODERS else 1
        found["sample"] = {"every": every, "count": rng.choice([None, rng.randint(least, 20)])}
        if choice["task"] in ENERGIES:
            own = {"type": "langevin", **_chains(rng)}
            found["sample"]["sampler"] = rng.choice([None, "langevin", own])
        if choice["task"] == "flow_matching":
            kind, steps = rng.choice(["euler", "midpoint", "rk4"]), rng.choice([3, 20])
            found["sample"]["sampler"] = rng.choice([None, kind, {"type": kind, "steps": steps}])
        if choice.get("denoiser") in DENOISERS:
            kind = choice["denoiser"]
            found["sample"]["sampler"] = {"type": kind, **DENOISERS[kind](rng)}
    if every := time("histogram"):
        bins = rng.choice([{}, {"bins": 5}])
        found["events"] = [{"type": "weight_histogram", "every": every, **bins}]
    if choice["log"] != "absent":
        sinks = {
            "console": ["console"],
            "jsonl": ["jsonl"],
            "both": ["console", "jsonl"],
            "reversed": ["jsonl", "console"],
            "mapping": [{"type": "jsonl"}],
        }
        curves = {"false": False, "true": True}.get(choice["curves"])
        found["log"] = {"every": time("log"), "to": sinks.get(choice["sinks"]), "curves": curves}
    return found


def _compact(value: Any, choice: Choice) -> Any:
    """Without what is absent; with a null where the choice says so."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: walk(v) for k, v in value.items() if v is not None and v != "absent"}
        return value

    spec = walk(value)
    if choice["precision"] == "float16 bare":
        spec["precision"]["loss_scale"] = None
    if choice.get("norm") == "null":
        spec["model"]["norm"] = None
    if choice["normalize"] == "null":
        spec["data"]["normalize"] = None
    if choice["average"] == "null":
        spec["average"] = None
    if choice["checkpoint"] == "null":
        spec["checkpoint"] = None
    for field in ("clip_by_global_norm", "clip_by_value"):
        if choice[field] == "null":
            spec["optimizer"].get("base_optimizer", spec["optimizer"])[field] = None
    return spec


def _shuffled(spec: Any, rng: random.Random) -> Any:
    """The same with the keys of every mapping in another order."""
    if not isinstance(spec, dict):
        return spec
    keys = list(spec)
    rng.shuffle(keys)
    return {key: _shuffled(spec[key], rng) for key in keys}
