"""Cases of the rules about weights of another run."""

from __future__ import annotations

from typing import Any

from .case import Case
from .networks import GAN

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
