"""Rules about columns that split the rows."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Path
from specc.language.splits.column import Column
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_HOLDOUT: Path = ("data", "holdout")


@rule("D171", "separate test data, and a column splits the rows")
def test_has_no_column(resolved: Resolved) -> Iterator[Found]:
    """All tables are read by one function, which reads the column that marks the held-out rows.

    A separate test table has no such column. Add its rows to the source and name their value as
    `holdout.test`, or hold out at random.
    """
    data = resolved.spec.data
    if isinstance(data.holdout, Column) and data.test is not None:
        yield Found(("data", "test"), f"holdout is {data.holdout.words}")


@rule("D165", "the facts do not match the column that splits the rows")
def column_is_not_counted(resolved: Resolved) -> Iterator[Found]:
    """The trainer is compiled for the number of rows that the column holds out.

    The facts have it as `held_out_rows`, and for a test as `test_rows`; together they are at most
    `rows`. The column is not among `columns`, which are inputs. `specc probe` counts them.
    """
    split, facts = resolved.spec.data.holdout, resolved.facts
    if not isinstance(split, Column):
        return
    counts = split.eval_rows(facts), split.test_rows(facts)
    label = None
    if uncounted := [v for v, n in zip(split.values, counts, strict=False) if n is None]:
        label = f"they do not say how many rows have {uncounted[0]!r} in {split.column!r}"
    elif (rows := sum(filter(None, counts))) > facts.rows:
        label = f"{rows:,} of {counted(facts.rows, 'row')} are held out"
    elif split.column in (facts.columns or ()):
        label = f"{split.column!r} splits the rows, and is one of the inputs, too"
    if label:
        path = _HOLDOUT if resolved.spec.data.facts is None else ("data", "facts")
        yield Found(path, label, ("`specc probe` writes them to specc.lock",))
