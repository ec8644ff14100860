"""Chooses a first spec for data that was looked at, and says why."""

from __future__ import annotations

from typing import Any

from specc.init.plan import Choice, Plan
from specc.init.plans import inputs, sequence, targets, texts
from specc.init.sighting import Sighting
from specc.init.text import SCHEMA_LINE, block, comment, entry
from specc.language.block import Block
from specc.language.facts import Facts

_MEANINGS = {
    "alpha": "Composite puts images over a `background`; drop would ignore transparency, keep would make"
    " it a channel.",
    "impute": "Numbers get the median of the training examples, text a category of its own.",
}
"""What is said of options of a source wherever they are given with reasons."""


def draft(name: str, seen: Sighting, facts: Facts, command: str) -> str:
    """The text of a spec.

    Args:
        name: of the trainer.
        seen: the data.
        facts: of its source.
        command: by which it is written.
    """
    plan = _plan(seen, facts)
    parts = [
        SCHEMA_LINE + "\n" + comment(f"Written by `{command}`: a start, to be edited."),
        f"specc: 1\nname: {name}\n",
        _choice("task", plan.task),
        _choice("model", plan.model),
        _data(seen, plan),
        comment(plan.optimizer.why) + block("optimizer", plan.optimizer.value),
        _choice("train", plan.train),
        "" if plan.evaluate is None else _choice("evaluate", plan.evaluate),
        *(_choice(key, choice) for key, choice in plan.further.items()),
        _choice("checkpoint", plan.checkpoint),
    ]
    return "\n".join(part for part in parts if part)


def _plan(seen: Sighting, facts: Facts) -> Plan:
    """By what the source has."""
    if seen.is_sequence:
        return sequence.plan(seen, facts)
    if getattr(seen.source, "token_rows", False):
        return texts.plan(seen, facts)
    if getattr(seen.source, "has_targets", True):
        return targets.plan(seen, facts)
    return inputs.plan(seen, facts)


def _choice(key: str, choice: Choice, indent: int = 0) -> str:
    return comment(choice.why, indent) + entry(key, choice.value, indent)


def _data(seen: Sighting, plan: Plan) -> str:
    others = {key: block for key in ("evaluation", "test") if (block := getattr(seen, key))}
    return "".join(
        [
            "data:\n",
            *(comment(note, 2) for note in seen.notes),
            _source(seen),
            *(entry(key, _options(source), 2) for key, source in others.items()),
            *(_choice(key, choice, 2) for key, choice in plan.data.items()),
            "" if plan.holdout is None else _choice("holdout", plan.holdout, 2),
            _choice("batch_size", plan.batch_size, 2),
            f"  # {plan.hint}\n" if plan.hint else "",
        ]
    )


def _source(seen: Sighting) -> str:
    """The source, with the reasons above the options that have one."""
    options = _options(seen.source)
    if not options.keys() & seen.reasons.keys():
        return entry("source", options, 2)
    lines = ["  source:\n"]
    for key, value in options.items():
        why = f"{seen.reasons.get(key, '')} {_MEANINGS.get(key, '')}"
        lines += [comment(why, 4), entry(key, value, 4)]
    return "".join(lines)


def told(seen: Sighting) -> list[str]:
    """The options that were chosen, and why, a line each for a terminal."""
    options = _options(seen.source)
    lines = []
    for key, reason in seen.reasons.items():
        given = entry(key, options[key]).rstrip()
        lines.append(f"{given if chr(10) not in given else key}, for {reason.rstrip('.')}")
    return lines


def _options(source: Block) -> dict[str, Any]:
    """A source as it is written: what differs from the defaults, the type first."""
    given = source.model_dump(mode="json", exclude_defaults=True)
    return {
        "type": type(source).model_fields["type"].default,
        **{key: x for key, x in given.items() if key != "type"},
    }
