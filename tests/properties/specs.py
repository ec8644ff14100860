"""Random valid specs.

An *option* is a choice that a spec makes, a *level* one of its outcomes, so that coverage can be
counted: the language is covered when every pair of levels that can stand together has been compiled.
What is not a choice of kind (a width, a rate, a number of steps) is drawn when a spec is written.
"""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from specc.language.facts import Facts
from specc.resolve.lock import shipped

from .covering import Choice, Level, Space
from .generative import GENERATIVE, NEITHER, POINTS, PROMPTED, TOKENS, turn
from .hostile import TEXTS
from .members import (
    AROUND,
    ASKING,
    AUGMENTATIONS,
    AVERAGED,
    AVERAGES,
    CHAIN,
    CHANGES,
    DECAYING,
    DENOISERS,
    EVALUATIONS,
    FACTS,
    GROUPS,
    IMAGE_MODELS,
    INIT_FROM,
    LORA,
    LOSSES,
    METRICS,
    MODELS,
    NOISES,
    OF_EXAMPLES,
    OPTIMIZERS,
    RATED,
    SCHEDULES,
    SCHEDULES_OF,
    SEQUENCE_MODELS,
    SINKS,
    SOURCES,
    TIMES_OF_EXAMPLES,
    UNFLOORED,
    WHOLE,
    followed,
    weights,
)

_TIMES = ("steps", "epochs", "part of epochs", "percent", "examples", "thousands")
_GIVEN = ("absent", "given")

TOKEN_ROWS = ("texts", "labeled_words")
"""Sources of sequences of tokens, each an example."""
TAGGING = ("token_classification",)

OPTIONS: Mapping[str, tuple[str, ...]] = {
    "name": ("plain", "short", "long", "ours", "theirs"),
    "description": ("absent", "plain", "hostile"),
    "target": ("absent", "any", "cpu", "gpu", "tpu"),
    "output": _GIVEN,
    "allow": _GIVEN,
    "seed": ("absent", "zero", "largest"),
    "source": ("digits", "iris", "wine", "breast_cancer", "diabetes", *SOURCES),
    "task": ("word", "mapping", "binary", "multilabel", "regression", *TAGGING, *GENERATIVE),
    "loss": ("absent", *sorted({name for known in LOSSES.values() for name in known})),
    "times": ("absent", *TIMES_OF_EXAMPLES),
    "noise": ("absent", *NOISES),
    "weighting": ("absent", "uniform", "snr", "min_snr", "edm"),
    "measure": ("absent", "mse", "l1", "huber"),
    "bound": ("absent", "sampled", "all_steps"),
    "denoiser": ("absent", *DENOISERS),
    "condition": ("absent", "class", "added class"),
    "metrics": ("absent", "empty", "some", "all"),
    "standardize": ("absent", "true", "false"),
    "facts": ("shipped", "stated", "stated in part"),
    "normalize": ("absent", "null", "none", "unit", "standardize", "mapping"),
    "augment": ("absent", "empty", *AUGMENTATIONS, "several"),
    "placement": ("absent", "device", "host", "files"),
    "batch_size": ("small", "middle", "all"),
    "holdout": (
        *("absent", "zero", "whole", "part", "spaced"),
        *("random", "stratified", "column", "rows", "end", "evaluation"),
    ),
    "test": ("absent", "part", "own"),
    "evaluation_sets": ("absent", "one", "several"),
    "packing": ("absent", "plain", "masked"),
    "split_seed": _GIVEN,
    "model": ("mlp", *MODELS, "of the loss"),
    "init_from": ("absent", "all", "part", "frozen", "file", "stored", "lora", "lora dropout"),
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
    "first": ("absent", "false", "true"),
    "stopping": ("absent", "plain", "all"),
    "sample": ("absent", *_TIMES),
    "histogram": ("absent", *_TIMES),
    "checkpoint": ("absent", "null", *_TIMES),
    "export": ("absent", "safetensors"),
    "keep": _GIVEN,
    "best": _GIVEN,
    "keep_every": _GIVEN,
    "log": ("absent", "empty", *_TIMES),
    "sinks": (
        "absent",
        "console",
        "jsonl",
        "both",
        "reversed",
        "mapping",
        *SINKS,
        "files",
        "trackers",
    ),
    "curves": ("absent", "false", "true"),
    "throughput": ("absent", "false", "true"),
    "device_memory": ("absent", "true"),
    "norms": ("absent", "one", "all"),
    "profile": ("absent", "steps", "percent"),
    "compilation_cache": ("absent", "true", "folder"),
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
    **{
        option: ("task", {name for name, other in GENERATIVE.items() if option in other.options})
        for item in GENERATIVE.values()
        for option in item.options
    },
    "layer_decay": ("model", {"mlp", *MODELS, "of the loss"} - {"python"}),
    "standardize": ("task", {"regression"}),
    **dict.fromkeys(("loss", "metrics"), ("task", {*OPTIONS["task"]} - {*GENERATIVE})),
    "warmup": ("schedule", set(SCHEDULES)),
    "floor": ("schedule", set(SCHEDULES) - UNFLOORED),
    **dict.fromkeys(
        ("evaluate", "evaluate_batch", "first", "stopping", "evaluation_sets"),
        ("holdout", _HELD_OUT),
    ),
    "packing": ("source", {"tokens", "documents"}),
    "condition": ("task", {name for name, item in GENERATIVE.items() if item.conditions}),
    **dict.fromkeys(("keep", "best", "keep_every"), ("checkpoint", set(_TIMES))),
    "export": ("checkpoint", set(_TIMES)),
    "sinks": ("log", {"empty", *_TIMES}),
    **dict.fromkeys(
        ("curves", "throughput", "device_memory", "norms"), ("log", {"empty", *_TIMES})
    ),
}
"""Options that mean something only at some levels of another."""

ARRAYS = {"npz", "npy", "idx"}
"""Sources with the digits, which generative models can be trained on as well."""
_TABLES = ["iris", "wine", "breast_cancer", "diabetes"]
_TABLES += [
    name
    for name in FACTS
    if len(FACTS[name].get("shape", (8, 8))) == 1 and name not in (*TOKENS, *TOKEN_ROWS, *PROMPTED)
]

OTHER_TARGETS = {
    "binary": {"classes": 2},
    "multilabel": {"classes": None, "class_names": None, "class_rows": None, "targets": 3},
}
"""Tasks whose targets are not those of the sets, with the facts that they need."""

ORDERED = {"autoregressive", "language_modeling", "masked_token", "completion"}
"""Generative losses of models whose layers have an order."""

_ONE_TARGET = {"word", "mapping", "binary", "regression"}
_OF_POINTS = {name for name, item in GENERATIVE.items() if item.points}
_OF_IMAGES = {name for name, item in GENERATIVE.items() if not item.sources}
_GENERATED_FROM = {
    **dict.fromkeys(POINTS, _OF_POINTS),
    **{
        source: {name for name, item in GENERATIVE.items() if source in item.sources}
        for source in (*TOKENS, *PROMPTED)
    },
    "idx": _OF_IMAGES,
}

REQUIRES: tuple[tuple[str, str, str, set[str]], ...] = (
    *(
        ("optimizer", name, "groups", set(OPTIONS["groups"]) - {"decay"})
        for name in OPTIONS["optimizer"]
        if name not in DECAYING
    ),
    ("depth", "0", "layer_decay", {"absent"}),
    *(("task", level, "layer_decay", {"absent"}) for level in GENERATIVE if level not in ORDERED),
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
        if name not in ("npz", "npy", "labeled_words", *PROMPTED)
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
        if level != "digits" and level not in POINTS | ARRAYS | {*TOKENS, *PROMPTED}
    ),
    *(("source", level, "task", _GENERATED_FROM[level]) for level in (*TOKENS, *PROMPTED)),
    *(
        ("source", level, "task", set(OPTIONS["task"]) - {"completion"})
        for level in OPTIONS["source"]
        if level not in PROMPTED
    ),
    *(
        ("source", level, "task", set(OPTIONS["task"]) - _GENERATED_FROM["text"])
        for level in OPTIONS["source"]
        if level not in TOKENS
    ),
    *(
        ("source", level, "holdout", set(OPTIONS["holdout"]) - {"end"})
        for level in OPTIONS["source"]
        if level not in TOKENS
    ),
    *(
        ("task", level, option, set(levels))
        for level, item in GENERATIVE.items()
        for option, levels in item.limits(OPTIONS).items()
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
        if level not in ("random", "stratified", "column", "rows", "end")
    ),
    ("holdout", "column", "test", {"absent", "part"}),
    *(
        ("source", level, "evaluation_sets", {"absent"})
        for level in OPTIONS["source"]
        if level not in {*EVALUATIONS} - {*TOKENS, *PROMPTED}
    ),
    *(
        ("task", level, "model", {"mlp", *MODELS})
        for level in OPTIONS["task"]
        if level not in GENERATIVE
    ),
    *(
        ("source", name, "model", {*OPTIONS["model"]} - IMAGE_MODELS - {"transformer"})
        for name in _TABLES
    ),
    *(
        ("source", name, "model", {*OPTIONS["model"]} - {"transformer"})
        for name in OPTIONS["source"]
        if name not in (*_TABLES, *TOKEN_ROWS)
    ),
    *(
        ("source", name, "model", {*OPTIONS["model"]} - {*SEQUENCE_MODELS})
        for name in ("csv", "parquet")
    ),
    *(("model", name, "augment", {"absent", "empty"}) for name in SEQUENCE_MODELS),
    *(
        ("source", name, option, levels)
        for name in TOKEN_ROWS
        for option, levels in {
            "model": {"transformer", "of the loss"},
            "normalize": {"absent", "null", "none"},
            "groups": {"absent", "empty"},
            "init_from": {"absent", "all"},
        }.items()
    ),
    ("source", "labeled_words", "task", {"token_classification"}),
    *(
        ("source", name, "task", set(OPTIONS["task"]) - {*TAGGING})
        for name in OPTIONS["source"]
        if name != "labeled_words"
    ),
    ("task", "token_classification", "holdout", set(OPTIONS["holdout"]) - {"stratified"}),
    *(("norm", level, "optimizer", _WHOLE_BATCHES) for level in ("batch", "batch mapping")),
    *(("model", name, "optimizer", _WHOLE_BATCHES) for name in ("cnn", "python", "resnet")),
    *(("augment", name, "optimizer", _WHOLE_BATCHES) for name in ("mixup", "cutmix", "several")),
    ("optimizer", "dpsgd", "accumulate", {"absent"}),
    ("optimizer", "dpsgd", "groups", {"absent", "empty", "frozen", "rates"}),
    ("precision", "bfloat16 params", "average", {"absent", "null"}),
    *(
        ("precision", level, "optimizer", set(OPTIONS["optimizer"]) - ASKING - {"dpsgd"})
        for level in ("float16", "float16 scale")
    ),
    ("init_from", "frozen", "optimizer", set(OPTIONS["optimizer"]) - WHOLE),
    ("init_from", "frozen", "groups", {"absent", "empty"}),
    *(("init_from", level, "groups", {"absent", "empty"}) for level in LORA),
    *(("init_from", level, "mask", {"absent", "kernels", "all"}) for level in LORA),
    *(("optimizer", name, "average", {"absent", "null"}) for name in AVERAGED),
    *(("optimizer", name, "groups", {"absent", "empty"}) for name in WHOLE),
    *(("optimizer", name, "layer_decay", {"absent"}) for name in WHOLE),
    *(
        ("optimizer", name, "chain", set(OPTIONS["chain"]) - {"scale_by_trust_ratio"})
        for name in RATED
    ),
    *(("optimizer", name, "schedule", levels) for name, levels in SCHEDULES_OF.items()),
    ("sinks", "console", "curves", {"absent", "false"}),
)
"""An option and a level of it that leave only some levels of a later option."""

_IDLE = ("absent", "zero")


def excluded() -> Iterator[tuple[Level, Level]]:
    """The pairs that the tables exclude, one by one."""
    for option, level, other, levels in REQUIRES:
        for left_out in OPTIONS[other]:
            if left_out not in levels:
                yield (option, level), (other, left_out)
    for momentum in _IDLE:
        yield ("nesterov", "true"), ("momentum", momentum)


SPACE = Space(OPTIONS, NEEDS, excluded())
"""All choices."""


RUN = 50
"""Steps up to which specs may be run."""


@dataclasses.dataclass(frozen=True)
class _Lengths:
    """What durations are drawn by."""

    rng: random.Random
    batch_size: int
    steps_per_epoch: int
    steps: int = 0
    window: int = 1

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
            case "examples" if self.window > 1:
                return f"{steps * self.batch_size * self.window} tokens"
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
    generative = GENERATIVE.get(choice["task"], NEITHER)
    if choice["source"] in ("npz", "npy") and facts.classes and choice["task"] != "multilabel":
        stored = rng.choice([None, ("floats",), ("column",), ("floats", "column")])
        facts = facts.model_copy(update={"labels": stored})
    source = _source(choice["source"], rng)
    if choice["task"] in GENERATIVE:
        source.pop("weight", None)
    holdout = _holdout(choice["holdout"], rng, tests=choice["test"] == "part")
    share = holdout.get("share", "0%") if isinstance(holdout, dict) else holdout
    rows = facts.rows - round(float((share or "0%").rstrip("% ")) / 100 * facts.rows)
    draw_model = generative.draw_model if choice["task"] in GENERATIVE else _model
    model = draw_model(choice, rng)
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
            "evaluation_facts": _scored(facts, "1"),
        }
    if choice["test"] == "own":
        other = {key: f"2{value}" for key, value in EVALUATIONS[choice["source"]].items()}
        evaluation |= {"test": {**source, **other}, "test_facts": _scored(facts, "2")}
    evaluation |= _sets(choice, source, facts)
    if choice["source"] in TOKENS and holdout:
        tested = facts.rows - rows - round(float(share.rstrip("% ")) / 100 * facts.rows)
        held_out = {"held_out_rows": facts.rows - rows - tested, "test_rows": tested}
        known = {"held_out_bytes": 900, "test_bytes": 700}
        facts = facts.model_copy(update={**held_out, **known})
    windows = choice["source"] in TOKENS
    window = model["context"] if windows and "context" in model else 1
    rows //= window  # windows of tokens
    sizes = {"small": (8, 16), "middle": (17, rows // 2), "all": (rows, rows)}
    batch_size = rng.randint(*sizes[choice["batch_size"]])
    count = {"one": 1, "given": rng.randint(2, 5)}.get(choice["accumulate"])
    batch_size -= batch_size % (count or 1)
    lengths = _Lengths(rng, batch_size, rows // batch_size, window=window)
    duration = lengths.time(choice["duration"], min(30, most_steps), most_steps)
    lengths = dataclasses.replace(lengths, steps=_steps(duration, lengths))
    spec: dict[str, Any] = {
        "specc": 1,
        "name": _name(choice["name"], rng),
        "description": _description(choice["description"], rng),
        "target": choice["target"],
        "output": f"out/{_name('plain', rng)}.py" if choice["output"] == "given" else None,
        "allow": [
            {"code": code, "reason": rng.choice([t for t in TEXTS.values() if t])}
            for code in ("M103", *_FOUND.get(choice["precision"], ()))
        ],
        "precision": _PRECISIONS.get(choice["precision"], choice["precision"]),
        "seed": {"zero": 0, "largest": 2**32 - 1}.get(choice["seed"]),
        "task": _task(choice, facts, rng),
        "model": model,
        "networks": generative.networks(choice, rng),
        "init_from": INIT_FROM.get(choice["init_from"]),
        "lora": _lora(choice),
        "export": None if choice.get("export") == "absent" else choice.get("export"),
        "data": {
            "source": source,
            "batch_size": batch_size,
            "holdout": holdout,
            **evaluation,
            "split_seed": rng.randrange(2**32) if choice["split_seed"] == "given" else None,
            "normalize": _normalize(choice["normalize"]),
            "placement": choice.get("placement"),
            "packing": choice.get("packing"),
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
            "compilation_cache": {"true": True, "folder": "compiled"}.get(
                choice["compilation_cache"]
            ),
        },
        "average": _average(choice, rng, lengths),
        **_run(choice, rng, lengths),
    }
    if choice["allow"] == "absent":
        del spec["allow"]
    how = {"class": "concatenate", "added class": "add"}.get(choice.get("condition", "absent"))
    another_run = choice["init_from"] != "absent" and not evaluation
    if generative.prepared is not None and another_run and how is None:
        generative.prepared(spec, rng)
    if generative.conditions is not None and how is not None:
        generative.conditions(spec, how)
    return _shuffled(_compact(spec, choice), rng)


def _lora(choice: Choice) -> dict[str, Any] | None:
    """Adapters of all layers, or of hidden ones where there are any."""
    found = LORA.get(choice["init_from"])
    if found is None or choice["model"] != "mlp" or choice.get("depth", "0") == "0":
        return found
    return {**found, "exclude": "output"}


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
        of = GENERATIVE[choice["task"]]
        return {"type": of.task, "loss": of.loss(choice, rng)}
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


_SET_NAMES = {"one": ("shifted",), "several": ("noisy_2", "b")}
"""Names of further sets that are evaluated."""


def _sets(choice: Choice, source: dict[str, Any], facts: Facts) -> dict[str, Any]:
    """Further sets, each with a source of its own."""
    items = []
    for digit, name in enumerate(
        _SET_NAMES.get(choice.get("evaluation_sets", "absent"), ()), start=3
    ):
        other = {key: f"{digit}{value}" for key, value in EVALUATIONS[choice["source"]].items()}
        scored = _scored(facts, str(digit))
        items.append({"name": name, "source": {**source, **other}, "facts": scored})
    return {"evaluation_sets": items} if items else {}


def _scored(facts: Facts, digit: str) -> dict[str, Any] | None:
    """Facts of data to evaluate or test on: only that of texts has a checksum, which is another one."""
    if facts.vocabulary is None:
        return _stated("stated in part", facts)
    return _stated("stated", facts.model_copy(update={"sha256": digit * 64}))


def _steps(duration: str, lengths: _Lengths) -> int:
    number, unit = duration.rstrip("s").split(" ") if " " in duration else (duration[:-5], "step")
    scale = {"k": 1_000, "M": 1_000_000}.get(number[-1], 1)
    amount = float(number.rstrip("kM").replace("_", "")) * scale
    match unit:
        case "epoch":
            return round(amount * lengths.steps_per_epoch)
        case "example":
            return int(amount) // lengths.batch_size
        case "token":
            return int(amount) // (lengths.batch_size * lengths.window)
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


def _description(level: str, rng: random.Random) -> str | None:
    hostile = turn(rng, "description", [*TEXTS.values()])
    return {"plain": "What to expect of it: not much.", "hostile": hostile}.get(level)


def _holdout(level: str, rng: random.Random, *, tests: bool) -> Any:
    whole = rng.randint(10, 40)
    text = rng.choice(["split", "{x} '\"\\", '"""'])
    test = {"test": f"{rng.randint(10, 30)}%"} if tests else {}
    held_out = {"held_out": rng.choice(["test", text])}
    value = {"test": rng.choice(["last", f"{text}#"])} if tests else {}
    return {
        "random": {"type": "random", "share": f"{whole}%", **test},
        "stratified": {"type": "stratified", "share": f"{whole}%", **test},
        "end": {"type": "end", "share": f"{whole}%", **test},
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
    if choice["model"] in MODELS:
        found = {"type": choice["model"], **MODELS[choice["model"]](rng)}
        if choice["task"] in TAGGING:
            found.pop("pool", None)
        return found
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
        tokens = choice["source"] in TOKEN_ROWS
        bias = "**/bias" if choice["task"] in GENERATIVE or tokens else "output/bias"
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
        first = {"false": False, "true": True}.get(choice["first"])
        found["evaluate"] = {"every": time("evaluate"), "batch_size": batch, "first": first}
        found["evaluate"]["early_stopping"] = _early_stopping(choice, rng)
    if every := time("checkpoint"):
        found["checkpoint"] = {"every": every, "keep": drawn("keep", 1, 5)}
        found["checkpoint"]["keep_every"] = every if choice["keep_every"] == "given" else None
        if choice["best"] == "given" and "evaluate" in choice:
            found["checkpoint"]["best"] = _best(choice, rng)
    if every := time("sample"):
        of = GENERATIVE[choice["task"]]
        count = rng.choice([None, rng.randint(of.least, 20)])
        found["sample"] = {"every": every, "count": count, "sampler": of.sampler(choice, rng)}
    if every := time("histogram"):
        bins = rng.choice([{}, {"bins": 5}])
        found["events"] = [{"type": "weight_histogram", "every": every, **bins}]
    if choice["log"] != "absent":
        shown = {"samples": "sample" in found, "histograms": "events" in found}
        mlflow = SINKS["mlflow"](rng, shown)
        if lengths.steps <= RUN:
            mlflow.pop("tracking_uri", None)  # nothing listens there
        sinks = {
            "console": ["console"],
            "jsonl": ["jsonl"],
            "both": ["console", "jsonl"],
            "reversed": ["jsonl", "console"],
            "mapping": [{"type": "jsonl"}],
            **{name: ["jsonl", write(rng, shown)] for name, write in SINKS.items()},
            "mlflow": ["jsonl", mlflow],
            "files": ["jsonl", "csv", SINKS["tensorboard"](rng, shown)],
            "trackers": ["jsonl", SINKS["wandb"](rng, shown), mlflow],
        }
        curves = {"false": False, "true": True}.get(choice["curves"])
        found["log"] = {
            "every": time("log"),
            "to": sinks.get(choice["sinks"]),
            "curves": curves,
            "throughput": {"false": False, "true": True}.get(choice["throughput"]),
            "device_memory": {"true": True}.get(choice["device_memory"]),
            "norms": _norms(choice, rng),
        }
    if choice["profile"] != "absent" and lengths.steps > 1:
        start = rng.randint(1, lengths.steps - 1)
        duration = f"{rng.randint(1, min(10, lengths.steps - start))} steps"
        first = {"steps": f"{start} steps", "percent": "50%"}[choice["profile"]]
        found["profile"] = {"start": first, "duration": duration if first != "50%" else "1 step"}
    return found


def _norms(choice: Choice, rng: random.Random) -> list[str] | None:
    """What norms are logged of; several networks have none of updates."""
    names = ["gradients", "parameters", *(["updates"] if choice["task"] != "gan" else [])]
    return {"one": [rng.choice(names)], "all": names}.get(choice["norms"])


_METRICS = {
    "gan": "eval_kernel_distance",
    "persistent_contrastive_divergence": "eval_energy_distance",
}
"""A metric of evaluations, by the task, where they have no loss."""


def _best(choice: Choice, rng: random.Random) -> dict[str, Any]:
    metric = _METRICS.get(choice["task"], "eval_loss")
    if names := _SET_NAMES.get(choice["evaluation_sets"]):
        metric = metric.replace("eval", names[-1], 1)
    mode = None if choice["task"] != "contrastive_divergence" else "min"
    return {
        "metric": metric,
        "mode": mode or rng.choice([None, "min"]),
        "keep": rng.choice([None, 2]),
    }


def _early_stopping(choice: Choice, rng: random.Random) -> dict[str, Any] | None:
    """It never stops a run of a few steps."""
    if choice["stopping"] == "absent":
        return None
    found = {**_best(choice, rng), "keep": None, "patience": 50}
    if choice["stopping"] == "plain":
        return {**found, "restore_best": False}
    restores = choice["checkpoint"] in _TIMES
    return {**found, "min_delta": 0.01, "divergence_threshold": 1e30, "restore_best": restores}


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
