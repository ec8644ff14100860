"""Examples without targets: a generative model."""

from __future__ import annotations

import math

from specc.init.plan import Choice, Plan
from specc.init.plans import shares
from specc.init.plans.optimizer import adamw
from specc.init.plans.times import Times
from specc.init.sighting import Sighting
from specc.language.facts import Facts

_TASK = Choice(
    {"type": "generation", "loss": "flow_matching"},
    "There are no targets: a generative model, by flow matching. `specc help task` lists others. To predict"
    " something, name it: `specc init --target`.",
)


def plan(seen: Sighting, facts: Facts) -> Plan:
    """Flow matching with a perceptron, and pictures of samples where these can be shown."""
    holdout = shares.holdout(seen, facts, classes=False)
    times = Times.of(seen, facts, holdout)
    further = {
        "average": Choice({"type": "ema", "decay": 0.999}, "Samples come from averaged weights.")
    }
    if facts.is_image or facts.shape == (2,):
        further["sample"] = Choice({"every": f"{max(times.epochs // 5, 1)} epochs"})
    return Plan(
        task=_TASK,
        model=_model(facts),
        holdout=holdout,
        batch_size=times.batch_size,
        optimizer=adamw(3e-3 if not facts.is_image else 1e-3),
        train=times.train,
        evaluate=times.evaluate,
        further=further,
        checkpoint=times.checkpoint,
    )


def _model(facts: Facts) -> Choice:
    shape = " x ".join(f"{extent:,}" for extent in facts.shape)
    width = 128 if math.prod(facts.shape) < 16 else 512
    value = {"type": "denoising_mlp", "hidden": [width, width, width]}
    return Choice(value, f"Inputs of {shape}: a perceptron of noisy inputs and their time.")
