"""Cases of the rules about weights of another run."""

from __future__ import annotations

from typing import Any

from .case import Case
from .language_models import TEXT as LANGUAGE_MODEL
from .networks import GAN
from .specs import REMOVED

_SGD = {"type": "sgd", "learning_rate": 0.1}
_BODY = ["hidden/**", "norms/**"]


def taken(**settings: Any) -> dict[str, Any]:
    return {"init_from": {"run": "runs/first", **settings}}


def frozen(**settings: Any) -> dict[str, Any]:
    return taken(frozen=True, **settings)


def slower(match: str) -> dict[str, Any]:
    return {"optimizer.groups": [{"match": match, "learning_rate_multiplier": 0.1}]}


INIT_FROM_CASES = [
    Case(
        "I101",
        taken(match="hiden/**"),
        taken(match="hidden/**"),
        ("init_from", "match"),
        "none of 8 parameters matches",
    ),
    Case(
        "I101",
        taken(exclude=["output/**", "head/**"]),
        taken(exclude=["output/**", "hidden/1/**"]),
        ("init_from", "exclude", 1),
        "none of 8 parameters matches",
    ),
    Case(
        "I102",
        frozen(),
        frozen(exclude="output/**"),
        ("init_from", "frozen"),
        "all 8 parameters are frozen",
    ),
    Case(
        "I102",
        {
            **frozen(match=_BODY),
            "optimizer.groups": [{"match": "output/**", "frozen": True}],
        },
        {
            **frozen(match=_BODY),
            "optimizer.groups": [{"match": "output/bias", "frozen": True}],
        },
        ("init_from", "frozen"),
        "all 8 parameters are frozen",
    ),
    Case(
        "I103",
        {**frozen(match=_BODY), **slower("hidden/0/**")},
        {**frozen(match=_BODY), **slower("output/**")},
        ("optimizer", "groups", 0, "match"),
        "`init_from` freezes 1 parameter of hidden_0: hidden/0/kernel",
        fixes=False,
    ),
    Case(
        "I103",
        {**frozen(match=_BODY), **slower("**/bias")},
        {**taken(match=_BODY), **slower("**/bias")},
        ("optimizer", "groups", 0, "match"),
        "`init_from` freezes 2 parameters of bias: norms/0/bias, …",
        fixes=False,
    ),
    Case(
        "I104",
        {**frozen(match=_BODY), "optimizer": {"type": "sam", "base_optimizer": _SGD}},
        {**taken(match=_BODY), "optimizer": {"type": "sam", "base_optimizer": _SGD}},
        ("init_from", "frozen"),
        "sam wraps sgd, and moves all parameters",
    ),
    Case(
        "I104",
        {
            **frozen(match="hidden/**"),
            "model.norm": "layer",
            "optimizer": {"type": "schedule_free_sgd", "learning_rate": 1.0},
        },
        {**frozen(match="hidden/**"), "model.norm": "layer", "optimizer": _SGD},
        ("init_from", "frozen"),
        "schedule_free_sgd works on all parameters together",
    ),
    Case(
        "L108",
        {**GAN, **taken()},
        taken(),
        ("init_from",),
        "gan updates several networks",
    ),
]

_FILE = {"file": "model.safetensors"}
_AGAIN = {"hidden/*/kernel": "layers.*.weight"}
_LLAMA = {**LANGUAGE_MODEL, "init_from": {**_FILE, "stored": "llama"}}
_LORA = ("lora",)


def adapted(**settings: Any) -> dict[str, Any]:
    return {**taken(), "lora": {"match": "hidden/**", **settings}}


def stored(**rows: Any) -> dict[str, Any]:
    return {"init_from": {**_FILE, "stored": {**_AGAIN, **rows}}}


INIT_FROM_CASES += [
    Case(
        "I105",
        {"init_from": {}},
        taken(),
        ("init_from",),
        "neither `run` nor `file` is given",
        fixes=False,
    ),
    Case("I105", taken(**_FILE), {"init_from": _FILE}, ("init_from", "file"), "`run` is given"),
    Case(
        "I105",
        taken(stored=_AGAIN),
        stored(),
        ("init_from", "stored"),
        "a run has parameters by their paths",
    ),
    Case(
        "I106",
        stored(**{"hidden/0/kernel": "first.weight"}),
        stored(**{"hidden/0/bias": "first.weight"}),
        ("init_from", "stored", "hidden/0/kernel"),
        "hidden/0/kernel is made by hidden/*/kernel, too",
        fixes=False,
    ),
    Case(
        "I106",
        stored(**{"output/kernel": "layers.*.weight"}),
        stored(**{"output/kernel": "head.weight"}),
        ("init_from", "stored", "output/kernel"),
        "layers.*.weight has 1 of `*`, and output/kernel has 0",
        fixes=False,
    ),
    Case(
        "I106",
        stored(**{"output/kernel": "head.weight", "output/bias": "head.weight"}),
        stored(**{"output/kernel": "head.weight", "output/bias": "head.bias"}),
        ("init_from", "stored", "output/bias"),
        "head.weight is output/kernel, too",
        fixes=False,
    ),
    Case(
        "I107",
        {"init_from": {**_FILE, "stored": "llama"}},
        _LLAMA,
        ("init_from", "stored"),
        "the model is no Llama: `type` is mlp, not transformer",
        fixes=False,
    ),
    Case(
        "I107",
        {**_LLAMA, "model.mlp": "gelu"},
        {**_LLAMA, "model.tie_embeddings": False},
        ("init_from", "stored"),
        "the model is no Llama: `mlp` is gelu, not swiglu",
        fixes=False,
    ),
    Case(
        "I121",
        {"lora": {"match": "hidden/**"}},
        adapted(),
        _LORA,
        "there is no `init_from`",
        fixes=False,
    ),
    Case(
        "I122",
        adapted(match="hiden/*"),
        adapted(match="hidden/*"),
        (*_LORA, "match"),
        "none of 3 linear layers matches",
    ),
    Case(
        "I122",
        {**_LLAMA, "lora": {"match": "**/qvk"}},
        {**_LLAMA, "lora": {"match": "**/qkv"}},
        (*_LORA, "match"),
        "none of 10 linear layers matches",
    ),
    Case(
        "I122",
        adapted(exclude=["hidden/0", "hidden/1"]),
        adapted(exclude=["hidden/0"]),
        (*_LORA, "exclude"),
        "all 2 layers that match are excluded",
        fixes=False,
    ),
    Case(
        "I123",
        adapted(rank=33),
        adapted(rank=32),
        (*_LORA, "rank"),
        "hidden/1 is 64 × 32",
    ),
    Case(
        "I123",
        adapted(rank=5, match="**"),
        adapted(rank=5, match="**", exclude="output"),
        (*_LORA, "rank"),
        "output is 32 × 4",
    ),
    Case(
        "I124",
        {**adapted(), **taken(match=_BODY)},
        {**taken(match=_BODY)},
        ("init_from", "match"),
        "all weights are taken",
    ),
    Case(
        "I124",
        {**adapted(), **taken(exclude="output/**")},
        adapted(exclude="hidden/0"),
        ("init_from", "exclude"),
        "all weights are taken",
    ),
    Case(
        "I124",
        {**adapted(), **frozen()},
        adapted(),
        ("init_from", "frozen"),
        "all are frozen anyway",
        also=frozenset({"I102"}),
    ),
    Case(
        "I125",
        {**GAN, "lora": {"match": "**"}},
        adapted(match="**"),
        _LORA,
        "the loss updates several networks",
        also=frozenset({"I121"}),
    ),
    Case(
        "I125",
        {**LANGUAGE_MODEL, **adapted(match="blocks/**"), "model.scan": True},
        {**LANGUAGE_MODEL, **adapted(match="blocks/**")},
        ("model", "scan"),
        "the layers are one array",
    ),
    Case(
        "E107",
        {**GAN, "export": "safetensors"},
        {"export": "safetensors"},
        ("export",),
        "the loss updates several networks",
    ),
    Case(
        "E107",
        {"export": "safetensors", "checkpoint": REMOVED},
        {"export": "safetensors"},
        ("export",),
        "no checkpoint is ever saved",
        also=frozenset({"E106"}),
    ),
]
