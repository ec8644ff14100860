"""Rules about facts of tables and image folders: names and sizes."""

from __future__ import annotations

from collections.abc import Iterator

from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule
from specc.rules.source_facts import SourceFacts, source_facts

_PROBE = ("`specc probe` writes them to specc.lock",)


@rule("D141", "the facts lack names that the trainer needs")
def names_are_missing(resolved: Resolved) -> Iterator[Found]:
    """A table needs `columns`, a folder of images `class_names`.

    The trainer selects columns by name, and numbers classes by the sorted names of the folders.
    With the names it detects another order, or an additional one.
    """
    for item in source_facts(resolved):
        what, names = getattr(item.source, "names", ("", ""))
        if names and getattr(item.facts, names) is None:
            yield Found(item.named(names), f"{what} needs `{names}`", _PROBE)


@rule("D142", "the names in the facts are inconsistent")
def names_do_not_fit(resolved: Resolved) -> Iterator[Found]:
    """Each numeric column is one input; each other column is one input per value in `categories`.

    They must add up to `shape`, and `class_names` must have `classes` names. Names are unique, no
    input is a target, and a list of targets is numeric. Facts from `specc probe` are consistent;
    these were edited, or the source has changed since.
    """
    for item in source_facts(resolved):
        yield from _names(item)


def _names(item: SourceFacts) -> Iterator[Found]:
    facts, source = item.facts, item.source
    if hasattr(source, "misfit") and (wrong := source.misfit(facts)) is not None:
        fact, label = wrong
        yield Found(item.named(fact), label, _PROBE)
    _, needed = getattr(source, "names", ("", ""))
    if needed != "columns" and (facts.columns is not None or facts.categories is not None):
        key = "categories" if facts.columns is None else "columns"
        yield Found(item.named(key), f"only a table has {key}", _PROBE)
    names = facts.class_names
    if names is None or len(set(names)) == facts.classes:
        return
    # Data that is scored may have a single class, and no facts have fewer than two.
    if item.key == "source" or (len(names), facts.classes) != (1, 2):
        classes = f"{facts.classes:,}" if facts.classes else "not there"
        label = f"{counted(len(set(names)), 'different name')}, but classes is {classes}"
        yield Found(item.named("class_names"), label, _PROBE)
