"""Tables, whatever the file."""

from __future__ import annotations

from collections.abc import Mapping

from specc.ir.source import Fill, Imputation
from specc.ir.table import Table
from specc.language.facts import Facts
from specc.language.file import name_of
from specc.language.splits.column import Column
from specc.language.table import Impute
from specc.language.table import Table as SpecBlock
from specc.lower.source_context import SourceContext


def lower_table(
    spec: SpecBlock, context: SourceContext, *, doc: str, delimiter: str | None = None
) -> Table:
    """The file is a setting, so that a copy elsewhere will do; the columns are as in the facts."""
    facts = context.facts
    assert facts.columns is not None, "a rule has seen to it"
    categories = facts.categories or {}
    split = context.split
    imputed = {n: spec.imputes(n, text=n in categories) for n in facts.columns}
    own = tuple(n for n, values in categories.items() if "" in values)
    imputed = {n: how for n, how in imputed.items() if how and (how != "category" or n in own)}
    path = context.file("data", spec.path, doc, "data.source.path")
    target = spec.target if context.has_targets else None
    return Table(
        template="table",
        noun_phrase=f"the examples of {name_of(spec.path)}",
        has_batch_shape=True,
        origin="data.source",
        path=path,
        format=type(spec).__module__.rpartition(".")[2],
        delimiter=delimiter,
        swapped=spec.decimal == ",",
        missing=spec.missing,
        imputed=tuple(imputed),
        own_category=own,
        numbers=tuple(name for name in facts.columns if name not in categories),
        categories=tuple((n, categories[n]) for n in facts.columns if n in categories),
        target=target if isinstance(target, str) else None,
        targets=spec.targets if context.has_targets else (),
        class_names=context.class_names,
        weight=spec.weight,
        has_weights=spec.weight is not None,
        split=split.column if isinstance(split, Column) else None,
        imputation=_imputation(facts, imputed),
    )


def _imputation(facts: Facts, imputed: Mapping[str, Impute | None]) -> Imputation | None:
    """The statistics that replace missing values, with the places of their inputs."""
    categories, places = facts.categories or {}, dict[str, tuple[int, int]]()
    end = 0
    for name in facts.columns or ():
        start, end = end, end + len(categories.get(name, ("",)))
        places[name] = start, end
    fills = []
    for how in ("mean", "median", "most_frequent"):
        names = [name for name, other in imputed.items() if other == how]
        numbers = tuple((name, places[name][0]) for name in names if name not in categories)
        blocks = tuple((name, *places[name]) for name in names if name in categories)
        if names:
            fills.append(Fill(how, numbers, blocks))
    return Imputation(tuple(fills), end, "data.source.impute") if fills else None
