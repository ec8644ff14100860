"""The cross-entropy of hidden tokens."""

from __future__ import annotations

from specc.ir.expr import Mul, Round, Setting
from specc.ir.language_modeling import MaskedToken
from specc.ir.loss import Draw
from specc.ir.settings import Bounds, Derived, Field, SumCheck
from specc.language.facts import Facts
from specc.language.losses.language_modeling.masked_token import MaskedToken as SpecBlock
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import AT_LEAST_ONE, Settings

_ORIGIN = "task.loss"
_DOCS = {
    "hidden": "fraction of a window's tokens to predict",
    "mask": "fraction of these shown as MASK",
    "random": "fraction of these shown as a random token; the rest are unchanged",
}


def lower(spec: SpecBlock, _: Facts, settings: Settings) -> LoweredTask:
    """One loss of one network, which sees both sides of a hidden token."""
    for name, doc in _DOCS.items():
        bounds = Bounds(0, 1, low_open=name == "hidden")
        value = float(getattr(spec, name))
        settings.add(
            Field(f"{name}_share", "float", value, doc, "learning", bounds, f"{_ORIGIN}.{name}")
        )
    settings.derive(
        Derived(
            "hidden",
            Round(Mul(Setting("hidden_share"), Setting("context"))),
            "tokens of a window that are predicted",
            f"{_ORIGIN}.hidden",
            bounds=AT_LEAST_ONE,
        )
    )
    settings.cross_checks.append(SumCheck(("mask_share", "random_share"), 1, _ORIGIN))
    loss = MaskedToken(
        name="loss",
        columns=("token",),
        networks=("model",),
        needs=(spec.networks["model"],),
        verb="predict",
        origin=_ORIGIN,
        draws=(Draw("mask", _ORIGIN),),
    )
    return LoweredTask(None, (loss,))
