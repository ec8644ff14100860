"""Mistakes in masks, groups and layers, and in what stands around an optimizer; see `cases`."""

from __future__ import annotations

from typing import Any

from .case import Case

_ADAMW = {"type": "adamw", "learning_rate": 1e-3}
_SGD = {"type": "sgd", "learning_rate": 0.1}
_SIGN = {"type": "sign_sgd", "learning_rate": 1e-4}
_MUON = {"type": "muon", "learning_rate": 0.02}
_GROUPS = ("optimizer", "groups")
_TENTH = {"learning_rate_multiplier": 0.1}
_COARSE = {"precision": {"type": "bfloat16", "params": "bfloat16"}}


def groups(*written: dict[str, Any], **settings: Any) -> dict[str, Any]:
    return {"optimizer": {**_ADAMW, "groups": list(written), **settings}}


def frozen(match: Any, **settings: Any) -> dict[str, Any]:
    return {"match": match, "frozen": True, **settings}


def slower(match: Any, multiplier: float = 0.1, **settings: Any) -> dict[str, Any]:
    return {"match": match, "learning_rate_multiplier": multiplier, **settings}


def own(optimizer: str, **settings: Any) -> dict[str, Any]:
    return {"match": "output/**", "optimizer": {"type": optimizer, **settings}}


GROUP_CASES = [
    Case(
        "H101",
        groups(frozen("hiden1/**")),
        groups(frozen("hidden/0/**")),
        (*_GROUPS, 0, "match"),
        "none of 8 parameters matches",
    ),
    Case(
        "H101",
        groups(frozen(["norms/0/**", "kernel"])),
        groups(frozen(["norms/0/**", "**/kernel"])),
        (*_GROUPS, 0, "match", 1),
        "none of 8 parameters",
    ),
    Case(
        "H101",
        {"optimizer.mask": {"match": "**/kernel", "exclude": "outptu/**"}},
        {"optimizer.mask": {"match": "**/kernel", "exclude": "output/**"}},
        ("optimizer", "mask", "exclude"),
        "none of 8 parameters",
    ),
    Case(
        "H102",
        groups(slower("**/kernel"), frozen("hidden/**")),
        groups(frozen("hidden/0/**"), slower("hidden/**")),
        (*_GROUPS, 1, "match"),
        "all 2 parameters that it matches are in kernel",
        fixes=False,
    ),
    Case(
        "H103",
        groups({"match": "output/**"}),
        groups(slower("output/**", 2)),
        (*_GROUPS, 0),
        "it changes nothing",
        fixes=False,
    ),
    Case(
        "H103",
        groups(slower("output/**", 1)),
        groups(slower("output/**", 1, weight_decay=0)),
        (*_GROUPS, 0, "learning_rate_multiplier"),
        "a multiplier of 1 changes nothing",
        fixes=False,
    ),
    Case(
        "H104",
        groups(frozen("output/**", learning_rate_multiplier=2)),
        groups({**slower("output/**"), "frozen": False}),
        (*_GROUPS, 0, "learning_rate_multiplier"),
        "the group is frozen",
    ),
    Case(
        "H105",
        groups({"match": "output/**", "optimizer": "sgd", "weight_decay": 0.1}),
        groups({"match": "output/**", "optimizer": {"type": "adamw", "weight_decay": 0.1}}),
        (*_GROUPS, 0, "weight_decay"),
        "its optimizer is sgd",
    ),
    Case(
        "H106",
        {"optimizer": {**_SIGN, "groups": [slower("output/**", weight_decay=0.1)]}},
        {"optimizer": {**_SGD, "groups": [slower("output/**", weight_decay=0.1)]}},
        (*_GROUPS, 0, "weight_decay"),
        "sign_sgd adds no decay",
    ),
    Case(
        "H106",
        {"optimizer": {**_MUON, "groups": [slower("output/**", weight_decay=0.1)]}},
        {"optimizer": {**_MUON, "groups": [slower("output/**")]}},
        (*_GROUPS, 0, "weight_decay"),
        "muon applies its decay itself",
    ),
    Case(
        "H107",
        groups(frozen("**/kernel"), frozen(["**/bias", "**/scale"])),
        groups(frozen("**/kernel"), frozen("**/bias")),
        _GROUPS,
        "all 8 parameters are frozen",
        fixes=False,
    ),
    Case(
        "H108",
        {"optimizer.mask": {"match": "output/*", "exclude": ["output/kernel", "**/bias"]}},
        {"optimizer.mask": {"match": "output/*", "exclude": "**/bias"}},
        ("optimizer", "mask"),
        "what matches is excluded again",
    ),
    Case(
        "H108",
        groups({"match": "**/scale", "weight_decay": 0.1}),
        groups({"match": "**/scale", "weight_decay": 0.1}, mask={"match": "**/*e*"}),
        (*_GROUPS, 0, "weight_decay"),
        "the optimizer's mask marks none of its 2 parameters",
        reveals=frozenset({"H103"}),
    ),
    Case(
        "H109",
        {"optimizer.mask": {"match": "**"}},
        {"optimizer.mask": {"match": "**", "exclude": "**/scale"}},
        ("optimizer", "mask"),
        "all 8 parameters match",
    ),
    Case(
        "H110",
        {"model": {"type": "mlp", "hidden": []}, "optimizer.layer_decay": 0.9},
        {"optimizer.layer_decay": 0.9},
        ("optimizer", "layer_decay"),
        "there is one layer",
    ),
    Case(
        "H111",
        groups(slower("output/**", 1e-5)),
        groups(slower("output/**", 1e-4)),
        (*_GROUPS, 0, "learning_rate_multiplier"),
        "0.001 × 1e-05 = 1e-08",
        fixes=False,
    ),
    Case(
        "H111",
        {"optimizer.layer_decay": 1e-3},
        {"optimizer.layer_decay": 0.1},
        ("optimizer", "layer_decay"),
        "0.001 × 1e-06 = 1e-09",
        fixes=False,
    ),
    Case(
        "H112",
        groups(slower("output/**", 1000)),
        groups(slower("output/**", 1000, optimizer="sgd")),
        (*_GROUPS, 0, "learning_rate_multiplier"),
        "0.001 × 1000 = 1, above 0.1",
        fixes=False,
    ),
    Case(
        "H113",
        groups({"match": "output/**", "weight_decay": 1000}),
        groups({"match": "output/**", "weight_decay": 900}),
        (*_GROUPS, 0, "weight_decay"),
        "0.001 × 1000 = 1 of a weight per step",
    ),
    Case(
        "H113",
        groups(slower("output/**", 10, optimizer={"type": "adamw", "weight_decay": 100})),
        groups(slower("output/**", 1.1, optimizer={"type": "adamw", "weight_decay": 100})),
        (*_GROUPS, 0, "optimizer", "weight_decay"),
        "0.01 × 100 = 1 of a weight per step",
    ),
    Case(
        "K101",
        {"optimizer.clip_by_global_norm": 1.0, "optimizer.normalize_by_update_norm": 2.0},
        {"optimizer.clip_by_value": 1.0, "optimizer.normalize_by_update_norm": 2.0},
        ("optimizer", "clip_by_global_norm"),
        "all gradients are scaled to 2 after that",
    ),
    Case(
        "K102",
        {"optimizer.clip_by_global_norm": 1.0, "optimizer.clip_by_block_rms": 1.0},
        {"optimizer.clip_by_global_norm": 1.0, "optimizer.clip_by_block_rms": 0.5},
        ("optimizer", "clip_by_block_rms"),
        "no array's is larger than 1",
    ),
    Case(
        "H111",
        {"optimizer": {**_SGD, "learning_rate": 1e-8, "groups": [own("adam")]}},
        {"optimizer": {**_SGD, "learning_rate": 1e-8, "groups": [own("sgd")]}},
        (*_GROUPS, 0, "optimizer"),
        "1e-08 at most",
        fixes=False,
    ),
    Case(
        "H112",
        {"optimizer": {**_SGD, "learning_rate": 1, "groups": [own("adam")]}},
        {"optimizer": {**_SGD, "learning_rate": 1, "groups": [{**own("adam"), **_TENTH}]}},
        (*_GROUPS, 0, "optimizer"),
        "1, above 0.1",
        fixes=False,
    ),
    Case(
        "H113",
        groups(own("adamw", weight_decay=1000)),
        groups(own("adadelta", weight_decay=1000)),
        (*_GROUPS, 0, "optimizer", "weight_decay"),
        "0.001 × 1000 = 1 of a weight per step",
    ),
    Case(
        "H113",
        {"optimizer": {**_SGD, "groups": [{"match": "output/**", "weight_decay": 10}]}},
        {"optimizer": {**_SGD, "groups": [{"match": "output/**", "weight_decay": 9}]}},
        (*_GROUPS, 0, "weight_decay"),
        "0.1 × 10 = 1 of a weight per step",
    ),
    Case(
        "O022",
        groups(own("adamw", mask="all")),
        groups({**own("adamw", mask="all"), "match": "**/kernel"}),
        (*_GROUPS, 0, "optimizer", "mask"),
        "they decay by 0.0001 times the learning rate",
    ),
    Case(
        "O025",
        groups(own("sgd", nesterov=True)),
        groups(own("sgd", nesterov=True, momentum=0.9)),
        (*_GROUPS, 0, "optimizer", "nesterov"),
        "momentum is 0",
    ),
    Case(
        "O029",
        groups(slower("hidden/0/**"), own("sgd", momentum=1 - 1e-9)),
        groups(slower("hidden/0/**"), own("sgd", momentum=1 - 1e-7)),
        (*_GROUPS, 1, "optimizer", "momentum"),
        "0.999999999 is 1 in float32",
    ),
    Case(
        "O103",
        groups(own("adam", b1=0.999, b2=0.9)),
        groups(own("adam", b1=0.9, b2=0.9)),
        (*_GROUPS, 0, "optimizer", "b1"),
        "0.999 is more than 0.9487",
    ),
    Case(
        "O104",
        groups(own("adamw", weight_decay=0)),
        groups(own("adam")),
        (*_GROUPS, 0, "optimizer", "weight_decay"),
        "no weight decays",
        fixes=False,
    ),
    Case(
        "O143",
        groups(own("adadelta", weight_decay=0.01)),
        groups(own("adadelta")),
        (*_GROUPS, 0, "optimizer", "weight_decay"),
        "adadelta scales it like the gradients",
    ),
    Case(
        "P032",
        {**_COARSE, "optimizer": {**_SGD, "groups": [own("adam")]}},
        {**_COARSE, "optimizer": {**_SGD, "groups": [own("adam", b2=0.99)]}},
        ("precision", "params"),
        "a step changes it by 0.001 of itself",
    ),
    Case(
        "K103",
        {"optimizer": {"type": "muon", "learning_rate": 0.01, "scale_by_trust_ratio": {}}},
        {"optimizer": {"type": "adam", "learning_rate": 0.01, "scale_by_trust_ratio": {}}},
        ("optimizer", "scale_by_trust_ratio"),
        "muon applies its learning rate itself",
    ),
    Case(
        "K103",
        {"optimizer": {**_SGD, "scale_by_trust_ratio": {}, "groups": [own("muon")]}},
        {"optimizer": {**_SGD, "scale_by_trust_ratio": {}, "groups": [own("adam")]}},
        ("optimizer", "scale_by_trust_ratio"),
        "muon applies its learning rate itself",
    ),
    Case(
        "H114",
        {
            "optimizer": {
                "type": "sam",
                "base_optimizer": {**_SGD, "groups": [frozen("hidden/0/**")]},
            },
        },
        {"optimizer": {**_SGD, "groups": [frozen("hidden/0/**")]}},
        ("optimizer", "base_optimizer", "groups"),
        "sam wraps sgd",
    ),
]
