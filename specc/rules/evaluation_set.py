"""Rules about the names of further sets that are evaluated."""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from specc.language.wording import listed
from specc.resolve.evaluated import found_by
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_SETS = ("eval", "evaluation", "held_out", "test", "train", "training")
"""Words for the other sets."""

_TRAINER = {
    *("check", "class", "data", "load", "read", "source", "target"),
    *("class_weight", "count", "fill", "index", "scaler", "target_scaler"),
}
"""Words that the names of a trainer consist of, such as `load_data`, and other fields of its `Data`."""

_NETWORKS = {"critic", "discriminator", "generator"}


@rule("D177", "an evaluation set cannot have this name")
def set_is_misnamed(resolved: Resolved) -> Iterator[Found]:
    """In the log, the names of metrics begin with that of their set, as `shifted_loss` does.

    So each name is there once, means no other set, and gives no metric the name of another one. Nor
    can it be a word of Python, or of the trainer, which has a variable of this name.
    """
    seen: list[str] = []
    for number, item in enumerate(resolved.spec.data.evaluation_sets):
        label = _problem(item.name, seen, resolved)
        if label is not None:
            yield Found(("data", "evaluation_sets", number, "name"), label)
        seen.append(item.name)


def _problem(name: str, seen: list[str], resolved: Resolved) -> str | None:
    """What is wrong with a name, in words."""
    if name in seen:
        return f"{name} is the name of another set"
    for other in (*_SETS, *seen):
        longer, shorter = sorted((name, other), key=len, reverse=True)
        if name == other or longer.startswith(f"{shorter}_"):
            shown = other if other in seen else f"{other} examples"
            return f"metrics of {name} would look like those of {shown}"
    if keyword.iskeyword(name) or name in _TRAINER:
        return f"{name} is a word of {'Python' if keyword.iskeyword(name) else 'the trainer'}"
    logged = found_by(resolved)
    taken = sorted(f"{name}_{metric}" for metric in logged if f"{name}_{metric}" in logged)
    if taken:
        return f"{listed(taken)} would be of the set, and of training"
    return f"metrics of the {name} begin with it" if name in _NETWORKS else None
