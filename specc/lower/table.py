"""Tables, whatever the file."""

from __future__ import annotations

from specc.ir.table import Table
from specc.language.file import name_of
from specc.language.splits.column import Column
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
    path = context.file("data", spec.path, doc, "data.source.path")
    return Table(
        template="table",
        noun_phrase=f"the examples of {name_of(spec.path)}",
        has_batch_shape=True,
        origin="data.source",
        path=path,
        format=type(spec).__module__.rpartition(".")[2],
        delimiter=delimiter,
        numbers=tuple(name for name in facts.columns if name not in categories),
        categories=tuple((n, categories[n]) for n in facts.columns if n in categories),
        target=spec.target if isinstance(spec.target, str) else None,
        targets=spec.targets,
        class_names=facts.class_names,
        weight=spec.weight,
        has_weights=spec.weight is not None,
        split=split.column if isinstance(split, Column) else None,
    )
