"""Rules about rows that are held out by number."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from specc.language.sources.image_folder import ImageFolder
from specc.language.splits.rows import RowSplit
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule


@rule("D175", "held-out rows are not in the data")
def rows_are_beyond_the_data(resolved: Resolved) -> Iterator[Found]:
    """Rows are counted from 0, so the last of n rows is n - 1.

    Ranges include both ends: of 1,000 rows, the last 200 are 800-999.
    """
    split, rows = resolved.spec.data.holdout, resolved.facts.rows
    if not isinstance(split, RowSplit):
        return
    for key, given in (("eval", split.eval), ("test", split.test)):
        if given is not None and given.last >= rows:
            label = f"{given} ends with row {given.last:,}"
            label += f", and the last of {counted(rows, 'row')} is {rows - 1:,}"
            yield Found(("data", "holdout", key), label)


@rule("D176", "all examples of a class are held out")
def class_is_held_out(resolved: Resolved) -> Iterator[Found]:
    """Images of a folder are sorted by class, so a range of rows easily has all of a class.

    No example of it would be trained on. Hold out some rows of each class, or a share of each
    (`type: stratified`). For other sources the trainer looks before the first step.
    """
    data, facts = resolved.spec.data, resolved.facts
    split, counts, names = data.holdout, facts.class_rows, facts.class_names
    if not isinstance(split, RowSplit) or not isinstance(data.source, ImageFolder):
        return
    if not resolved.spec.task.classes or counts is None or names is None:
        return
    ends = list(itertools.accumulate(counts))
    for name, count, end in zip(names, counts, ends, strict=False):
        first, last = end - count, end - 1
        kept = sum(
            max(min(b, last) - max(a, first) + 1, 0)
            for rows in split.ranges
            for a, b in rows.ranges
        )
        if 0 < count <= kept:
            label = (
                f"all {counted(count, 'image')} of class {name!r} are held out, rows {first}-{last}"
            )
            yield Found(("data", "holdout"), label)
            return
