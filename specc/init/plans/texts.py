"""Rows of tokens: texts with a label or a number, words with tags, prompts with completions."""

from __future__ import annotations

from specc.init.plan import Choice, Plan
from specc.init.plans import shares
from specc.init.plans.optimizer import adamw
from specc.init.plans.targets import choose_task
from specc.init.plans.times import Times
from specc.init.sighting import Sighting
from specc.language.facts import Facts

_LONGEST = 256
_LARGEST_BATCH = 32


def plan(seen: Sighting, facts: Facts) -> Plan:
    """A small transformer, which sees all of a text, or its beginning."""
    task, model = _task(seen, facts), _model(facts)
    if task.type in ("classification", "binary", "regression"):
        model = Choice({**model.value, "pool": "mean"}, model.why)
    holdout = shares.holdout(seen, facts, classes=task.type in ("classification", "binary"))
    times = Times.of(seen, facts, holdout, _LARGEST_BATCH)
    samples = {"every": f"{max(times.epochs // 4, 1)} epochs", "count": 40}
    prompts = getattr(seen.source, "prompts", False)
    return Plan(
        task=task,
        model=model,
        holdout=holdout,
        batch_size=times.batch_size,
        optimizer=adamw(1e-3, weight_decay=0.1, clip_by_global_norm=1),
        train=times.train,
        evaluate=times.evaluate,
        further={"sample": Choice(samples, "Completions of a prompt, to read.")} if prompts else {},
        checkpoint=times.checkpoint,
    )


def _task(seen: Sighting, facts: Facts) -> Choice:
    if getattr(seen.source, "per_token", False):
        names = ", ".join((facts.class_names or ())[:10])
        why = f"A tag for each word, of {facts.classes or 0:,}: {names}"
        return Choice({"type": "token_classification", "metrics": ["accuracy", "f1"]}, why)
    if getattr(seen.source, "prompts", False):
        return Choice("completion", "The loss is that of completions; prompts are only read.")
    return choose_task(seen, facts)


def _model(facts: Facts) -> Choice:
    longest = facts.shape[0]
    context = min(longest, _LONGEST)
    seen = f"{context:,} tokens, as many as the longest has"
    if longest > _LONGEST:
        seen = f"the first {context:,} tokens; the longest has {longest:,}"
    return Choice(
        {"type": "transformer", "layers": 2, "heads": 4, "width": 64, "context": context},
        f"A small transformer that sees {seen}. `init_from` begins with trained weights.",
    )
