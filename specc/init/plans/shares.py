"""Which rows are held out."""

from __future__ import annotations

from specc.init.plan import Choice
from specc.init.sighting import Sighting
from specc.language.facts import Facts


def holdout(seen: Sighting, facts: Facts, *, classes: bool) -> Choice | None:
    """The split of rows; None if evaluation data is given, or the rows are too few."""
    if seen.evaluation is not None:
        return None
    if seen.holdout is not None:
        return Choice(
            dict(seen.holdout), f"The column {seen.holdout['column']} says what is held out."
        )
    percent = 20 if facts.rows < 5_000 else 10 if facts.rows < 100_000 else 5
    held = round(percent / 100 * facts.rows)
    if not 0 < held < facts.rows:
        return None
    counts = [count for count in facts.class_rows or () if count]
    why = f"{held:,} of {facts.rows:,} rows are held out to evaluate on"
    if classes and counts and min(counts) >= 2 and len(counts) <= held <= facts.rows - len(counts):
        return Choice(
            {"type": "stratified", "share": f"{percent}%"}, f"{why}, the same share of each class."
        )
    return Choice(f"{percent}%", f"{why}, drawn at random.")


def held_out(split: Choice | None, seen: Sighting, facts: Facts) -> int:
    """How many rows are not trained on."""
    if split is None:
        return 0
    if seen.holdout is not None:
        return (facts.held_out_rows or 0) + (facts.test_rows or 0)
    share = split.value if isinstance(split.value, str) else split.value["share"]
    return round(float(share[:-1]) / 100 * facts.rows)
