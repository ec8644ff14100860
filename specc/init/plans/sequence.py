"""A text, documents, or a file of tokens: a language model."""

from __future__ import annotations

from typing import Any

from specc.init.plan import Choice, Plan
from specc.init.plans.optimizer import adamw
from specc.init.plans.times import CHECKPOINTS, STEPS
from specc.init.sighting import Sighting
from specc.language.facts import Facts
from specc.probe.errors import DataError

_LARGE = 300_000
"""Tokens for which a model of a million parameters is not too large."""

_BATCH = 16
_CONTEXT = 64
_SHORTEST = 8
"""A shorter context says nothing about a text."""


def plan(seen: Sighting, facts: Facts) -> Plan:
    """A transformer that predicts the next token; durations are steps.

    Raises:
        DataError: there are too few tokens to train and evaluate on.
    """
    held = facts.held_out_rows
    if held is None:
        held = round(float(seen.end[:-1]) / 100 * facts.rows)
    if seen.evaluation is not None:
        held = 0
    tokens = facts.rows - held
    context = _context(tokens, None if seen.evaluation is not None else held)
    model = _model(tokens, context)
    batch = max(min(_BATCH, tokens // model.value["context"]), 1)
    per_step = batch * model.value["context"]
    holdout = Choice(seen.end, f"The last {held:,} tokens are held out to evaluate on.")
    packed = {"packing": Choice("masked", "Tokens see those of their own document alone.")}
    samples = {"every": f"{STEPS // 4} steps", "count": 300}
    return Plan(
        task=Choice("language_modeling", "A model of the next token, given those before it."),
        model=model,
        holdout=None if seen.evaluation is not None else holdout,
        data=packed if getattr(seen.source, "has_documents", False) else {},
        batch_size=Choice(
            batch,
            f"{tokens:,} tokens to train on, {per_step:,} a step: windows of the context, drawn at random.",
        ),
        optimizer=_optimizer(model.value),
        train=Choice(
            {"duration": f"{STEPS} steps"},
            f"{STEPS * per_step:,} tokens; `10M tokens` would do as well.",
        ),
        evaluate=Choice({"every": f"{STEPS // 8} steps"}),
        further={
            "sample": Choice(samples, "Texts that the model writes."),
            "log": Choice({"every": "50 steps"}),
        },
        checkpoint=Choice({"every": f"{STEPS // 4} steps"}, CHECKPOINTS),
    )


def _context(tokens: int, held: int | None) -> int:
    """One of which training has twenty, and evaluation at least one more token than it is long."""
    context = _CONTEXT
    while context > _SHORTEST and (tokens < 20 * context or (held is not None and held <= context)):
        context //= 2
    if tokens <= context or (held is not None and held <= context):
        message = f"the text has {tokens + (held or 0):,} tokens"
        raise DataError(message, f"name one with {20 * _SHORTEST:,} or more")
    return context


def _model(tokens: int, context: int) -> Choice:
    layers, width = (4, 128) if tokens >= _LARGE else (2, 64)
    return Choice(
        {"type": "transformer", "layers": layers, "heads": 4, "width": width, "context": context},
        f"Small enough for a CPU: {layers} layers of width {width} that see {context} tokens. `preset: gpt2`"
        " and others are larger.",
    )


def _optimizer(model: dict[str, Any]) -> Choice:
    peak = 1e-3 if model["width"] >= 128 else 3e-3
    return adamw(peak, weight_decay=0.1, b2=0.99, clip_by_global_norm=1)
