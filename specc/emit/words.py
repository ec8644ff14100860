"""Sentences about numbers: the phrases that a docstring or a message of a trainer is made of."""

from __future__ import annotations

import math

from specc.emit.literals import literal
from specc.ir.data import Data
from specc.ir.run import Run
from specc.ir.settings import Bounds


def condition(bounds: Bounds, subject: str) -> str:
    """The test that a value is within its bounds, which NaN never is: `0 <= self.dropout < 1`."""
    low = literal(bounds.low)
    if bounds.divides is not None:
        owner = subject.rpartition(".")[0]
        return f"{subject} >= {low} and {owner}.{bounds.divides} % {subject} == 0"
    if bounds.high is None:
        return f"{subject} {'>' if bounds.low_open else '>='} {low}"
    high = bounds.high if isinstance(bounds.high, str) else _limit(bounds.high)
    left, right = ("<" if is_open else "<=" for is_open in (bounds.low_open, bounds.high_open))
    return f"{low} {left} {subject} {right} {high}"


def _limit(value: float) -> str:
    return "math.inf" if value == math.inf else literal(value)


def requirement(bounds: Bounds) -> str:
    """The bounds in words, to follow "it has to be", as the source of a string."""
    low = f"{bounds.low:,}"
    if bounds.divides is not None:
        return f'f"a divisor of {bounds.divides}, {{self.{bounds.divides}:,}}"'
    match bounds.high:
        case str() as name:
            return f'f"from {low} to {{{name}:,}}"'
        case high if high is None or high == math.inf:
            words = f"{'more than' if bounds.low_open else 'at least'} {low}"
            return f'"{words}{"" if high is None else " and finite"}"'
        case high if bounds.low_open or bounds.high_open:
            left, right = ("(" if bounds.low_open else "["), (")" if bounds.high_open else "]")
            return f'"in {left}{low}, {high:,}{right}"'
        case high:
            return f'"from {low} to {high:,}"'


def duration(run: Run, data: Data) -> str:
    """How long a run is, in a sentence: "1,100 steps on batches of 128 (100 epochs …)"."""
    epochs = f"{run.epochs:,.0f}" if run.epochs.is_integer() else f"{run.epochs:,.3g}"
    plural = "" if epochs == "1" else "s"
    batches = f"{epochs} epoch{plural} of {data.train_rows // run.batch_size:,}"
    held_out = "".join(f", {item.rows:,} {item.words}" for item in data.scored)
    return (
        f"{run.steps:,} steps on batches of {run.batch_size:,} ({batches});"
        f" {data.train_rows:,} examples to train on{held_out}."
    )
