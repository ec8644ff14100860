"""Rules on random specs of all sizes: none raises, and every fix fixes what it was offered for."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specc.document.diagnostics import Diagnostic

from .specs import findings, fixed

LARGEST = 2**31 - 1

counts = st.integers(1, 12) | st.integers(1, LARGEST) | st.just(LARGEST)
positives = (
    st.floats(0, exclude_min=True, allow_infinity=False)
    | st.floats(1e-9, 10)
    | st.sampled_from([5e-324, 1e-45, 1e-3, 0.1, 1.0, 1.7e308])
)
non_negatives = positives | st.just(0.0)
decays = st.floats(0, 1, exclude_max=True) | st.sampled_from([0.0, 0.9, 1 - 1e-9, 1 - 2**-53])
shares = st.one_of(
    st.integers(0, 100).map("{}%".format), st.sampled_from(["0.001%", "33.3%", "99.999%"])
)
durations = st.one_of(
    counts.map("{} steps".format),
    counts.map("{} epochs".format),
    st.floats(0.001, 5).map("{:.3f} epochs".format),
    counts.map("{}B examples".format),
    counts.map("{} examples".format),
    shares.filter(lambda share: share != "0%"),
)
blocks = st.fixed_dictionaries({"every": durations})
names = st.sampled_from(["trainer", "class", "json", "jax", "type", "a" * 40, "lambda_"])
paths = st.sampled_from(["", "a", "out/", "..", ".", "/", "out/.py", "json.py", "b.txt", "in.py"])
codes = st.sampled_from(["S012", "S999", "O022", "M103", "A001", "A002", "A003", "R101", "D001"])


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


factors = st.floats(0, 1, exclude_min=True, exclude_max=True)
some_shares = shares.filter(lambda share: share != "0%")
times = st.lists(durations, min_size=1, max_size=4)
lines = st.sampled_from(["none", "linear", "cosine"])
values = st.lists(non_negatives, min_size=2, max_size=5)
falls = {"decay": durations}
modes = st.sampled_from(["triangular", "triangular2", "exp_range"])
cycles = st.integers(2, 10) | st.just(1000)

NEEDED: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "exponential": {"factor": factors, "every": durations},
    "step": {"every": durations},
    "multistep": {"milestones": times},
    "cosine_restarts": {"cycles": cycles},
    "cyclic": {"period": durations},
}
OPTIONAL: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "constant": {},
    "linear": falls,
    "cosine": falls,
    "polynomial": {"power": positives, **falls},
    "exponential": {"staircase": st.booleans()},
    "step": {"factor": factors},
    "multistep": {"factor": factors},
    "cosine_restarts": {"growth": st.floats(1, 100)},
    "cyclic": {"mode": modes, "factor": factors},
    "inverse_sqrt": {"timescale": durations},
    "wsd": {"decay": durations, "shape": st.sampled_from(["linear", "cosine", "sqrt"])},
    "reduce_on_plateau": {"patience": counts, "average": durations, "factor": factors},
}
UNFLOORED = {"constant", "multistep"}


@st.composite
def schedules(draw: st.DrawFn, *, whole: bool = True) -> Any:
    kinds = ["number", "piecewise", "one_cycle", "sequence", *OPTIONAL]
    if not whole:
        kinds = [kind for kind in kinds if kind not in ("sequence", "reduce_on_plateau")]
    kind = draw(st.sampled_from(kinds))
    if kind == "number":
        return draw(positives)
    if kind == "piecewise":
        needed = {"values": values, "boundaries": times}
        return {
            "type": kind,
            **draw(st.fixed_dictionaries(needed, optional={"interpolate": lines})),
        }
    if kind == "one_cycle":
        rates = some_shares | positives
        own = optional(start=rates, floor=rates, rise=shares, back=shares, shape=st.just("linear"))
        return {"type": kind, "peak": draw(positives), **draw(own)}
    if kind == "sequence":
        phase = st.fixed_dictionaries(
            {"schedule": schedules(whole=False)}, optional={"for": durations}
        )
        return {"type": kind, "phases": draw(st.lists(phase, min_size=2, max_size=4))}
    own = {"warmup": durations, **OPTIONAL[kind]}
    if kind not in UNFLOORED:
        own["floor"] = shares | non_negatives
    needed = {"peak": positives, **NEEDED.get(kind, {})}
    return {"type": kind, **draw(st.fixed_dictionaries(needed, optional=own))}


@st.composite
def changes(draw: st.DrawFn, numbers: st.SearchStrategy[float]) -> Any:
    kind = draw(st.sampled_from(["linear", "cosine", "polynomial", "cyclic", "piecewise"]))
    if kind == "piecewise":
        listed = st.lists(numbers, min_size=2, max_size=5)
        needed = {"values": listed, "boundaries": times}
        return {
            "type": kind,
            **draw(st.fixed_dictionaries(needed, optional={"interpolate": lines})),
        }
    ends = {"type": kind, "start": draw(numbers), "end": draw(numbers)}
    if kind == "cyclic":
        return {**ends, "period": draw(durations)}
    return {**ends, **draw(optional(over=durations))}


OTHERS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "prodigy": {
        "betas": st.lists(decays, min_size=2, max_size=2),
        "safeguard_warmup": st.booleans(),
    },
    "rprop": {},
    "lbfgs": {},
    "momo": {"beta": decays},
    "muon": {
        "beta": decays,
        "nesterov": st.booleans(),
        "muon_weight_dimension_numbers": st.just("kernels"),
    },
    "adadelta": {"rho": decays, "weight_decay": non_negatives},
    "schedule_free_adamw": {"b2": decays, "weight_decay": non_negatives},
}
"""Optimizers of which rules ask something, with what they ask about."""


patterns = st.sampled_from(
    ["**", "**/kernel", "**/bias", "hidden/0/**", "hiden*/**", "blocks/0/**", "blocks/**", "output"]
)


@st.composite
def selections(draw: st.DrawFn) -> dict[str, Any]:
    match = patterns | st.lists(patterns, min_size=1, max_size=3)
    return {"match": draw(match), **draw(optional(exclude=match))}


@st.composite
def groups(draw: st.DrawFn) -> dict[str, Any]:
    own = st.sampled_from(
        [
            "sgd",
            "adam",
            {"type": "sgd", "nesterov": True},
            {"type": "adam", "b1": 0.999, "b2": 0.9},
            {"type": "adamw", "b2": 1 - 1e-9, "weight_decay": 2.0, "mask": "all"},
            {"type": "adadelta", "weight_decay": 0.1},
        ]
    )
    settings = optional(
        frozen=st.booleans(),
        learning_rate_multiplier=positives,
        weight_decay=non_negatives,
        optimizer=own,
    )
    return {**draw(selections()), **draw(settings)}


@st.composite
def optimizers(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["sgd", "adam", "adamw", *OTHERS, "sam", "schedule_free"]))
    if kind in ("sam", "schedule_free"):
        return {"type": kind, "base_optimizer": draw(optimizers())}
    clips = {"clip_by_global_norm": positives, "clip_by_value": positives}
    own: dict[str, st.SearchStrategy[Any]] = {"nesterov": st.booleans(), **clips}
    if kind in OTHERS:
        own = {**clips, **OTHERS[kind]}
    elif kind == "sgd":
        own["momentum"] = decays | changes(decays)
    else:
        own |= {
            "b1": decays | changes(decays),
            "b2": decays | changes(decays),
            "eps": positives,
            "eps_root": non_negatives,
        }
    if kind == "adamw":
        own |= {
            "weight_decay": non_negatives | changes(non_negatives),
            "mask": st.sampled_from(["kernels", "all"]) | selections(),
        }
    if kind not in OTHERS:  # some of which work on all parameters as one
        own |= {
            "groups": st.lists(groups(), max_size=4),
            "layer_decay": st.floats(0, 1, exclude_min=True, exclude_max=True),
        }
    own |= {
        "clip_by_block_rms": positives,
        "normalize_by_update_norm": positives,
        "add_noise": st.fixed_dictionaries({"eta": positives}, optional={"gamma": non_negatives}),
    }
    return {"type": kind, "learning_rate": draw(schedules()), **draw(optional(**own))}


@st.composite
def known_facts(draw: st.DrawFn) -> dict[str, Any]:
    rows = draw(counts)
    classes = draw(st.integers(2, 6) | st.integers(2, 1_000_000))
    split = draw(st.lists(st.integers(-1, 20), max_size=6))
    bounds = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0.0, 1.0, 16.0])
    facts = {
        "rows": rows,
        "classes": classes,
        "shape": draw(st.lists(counts, min_size=1, max_size=4)),
        "low": draw(bounds),
        "high": draw(bounds),
    }
    if draw(st.booleans()):
        facts["class_rows"] = split
        if draw(st.booleans()) and sum(split) > 0 and len(split) >= 2:
            facts |= {"rows": sum(split), "classes": len(split)}
    return facts


@st.composite
def image_models(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["resnet", "vit", "mixer", "cnn"]))
    width = draw(st.integers(2, 100) | st.just(1_000_000))
    if kind == "cnn":
        own = optional(norm=st.sampled_from(["batch", "layer"]), head=st.just("average"))
        return {"type": kind, "channels": [width] * draw(st.integers(1, 16)), **draw(own)}
    if kind == "resnet":
        stages = st.lists(st.integers(1, 1_000), min_size=2, max_size=16)
        own = optional(norm=st.sampled_from(["batch", "layer"]), stem=st.just("imagenet"))
        return {"type": kind, "width": width, "stages": draw(stages), **draw(own)}
    sizes = {"patch_size": draw(counts), "width": width, "depth": draw(st.integers(1, 1_000))}
    if kind == "vit":
        sizes["heads"] = draw(st.integers(1, 1_000_000))
    return {"type": kind, **sizes, **draw(optional(dropout=st.floats(0, 1, exclude_max=True)))}


@st.composite
def specs(draw: st.DrawFn) -> dict[str, Any]:
    widths = st.lists(st.integers(1, 100) | st.just(1_000_000), max_size=30)
    activations = st.sampled_from(["relu", "gelu", "sigmoid", "tanh"])
    model = optional(
        activation=activations,
        norm=st.sampled_from(["batch", "layer", {"type": "batch"}, None]),
        dropout=st.floats(0, 1, exclude_max=True),
    )
    perceptrons = st.builds(
        lambda hidden, given: {"type": "mlp", "hidden": hidden, **given}, widths, model
    )
    data = optional(
        holdout=shares
        | st.builds(lambda s: {"type": "stratified", "share": s}, shares)
        | st.builds(
            lambda a, b: {"type": "rows", "eval": f"{min(a, b)}-{max(a, b)}"}, counts, counts
        ),
        split_seed=st.integers(0, 2**32 - 1),
        normalize=st.sampled_from(["none", "unit", "standardize", {"type": "unit"}]),
        facts=known_facts(),
    )
    sets = st.sampled_from(["digits", "iris", "wine", "breast_cancer"])
    kinds = ["console", "jsonl", "csv", "tensorboard", "wandb", "mlflow"]
    sinks = st.lists(st.sampled_from(kinds), min_size=1, max_size=6)
    rest = optional(
        evaluate=st.fixed_dictionaries({"every": durations}, optional={"batch_size": counts}),
        checkpoint=blocks,
        log=optional(
            every=durations,
            to=sinks,
            curves=st.booleans(),
            throughput=st.booleans(),
            device_memory=st.booleans(),
            norms=st.lists(st.sampled_from(["gradients", "parameters", "updates"]), max_size=3),
        ),
        profile=st.fixed_dictionaries({"start": durations, "duration": durations}),
        output=paths.filter(bool),
        allow=st.lists(st.fixed_dictionaries({"code": codes, "reason": st.just("a test")})),
    )
    return {
        "specc": 1,
        "name": draw(names),
        "task": "classification",
        "model": draw(perceptrons | image_models()),
        "data": {
            "source": {"type": "sklearn", "name": draw(sets)},
            "batch_size": draw(counts),
            **draw(data),
        },
        "optimizer": draw(optimizers()),
        "train": {"duration": draw(durations)},
        **draw(rest),
    }


def fixes_work(spec: dict[str, Any]) -> None:
    found = findings(spec)
    before = Counter(map(mistake, found))
    for diagnostic in found:
        assert diagnostic.label
        if diagnostic.fix is not None:
            after = Counter(map(mistake, findings(fixed(spec, [diagnostic.fix]))))
            assert after[mistake(diagnostic)] < before[mistake(diagnostic)], diagnostic


@settings(max_examples=20, deadline=None)
@given(specs())
def test_fixes_work_on_any_spec(spec: dict[str, Any]):
    fixes_work(spec)


@pytest.mark.soak
@settings(max_examples=1000, deadline=None)
@given(specs())
def test_fixes_work_on_very_many_specs(spec: dict[str, Any]):
    fixes_work(spec)


def mistake(found: Diagnostic) -> tuple[str, ...]:
    """The rule and the keys, without places in lists, where items move up if one is taken out."""
    return found.code, *(part for part in found.path if isinstance(part, str))
