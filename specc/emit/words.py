"""Conditions and requirements of settings, as source."""

from __future__ import annotations

import math

from specc.emit.literals import literal
from specc.ir.settings import Bounds


def condition(bounds: Bounds, subject: str) -> str:
    """The test that a value is within its bounds, which NaN never is: `0 <= x < 1`."""
    low = _limit(bounds.low)
    if bounds.items:
        if bounds.empty:
            return f"all(item >= {low} for item in {subject})"
        if bounds.max_items is not None:
            return f"1 <= len({subject}) <= {bounds.max_items} and min({subject}) >= {low}"
        return f"min({subject}, default=0) >= {low}"
    if bounds.odd:
        return f"{subject} >= {low} and {subject} % 2 == 1"
    if bounds.factor_of is not None:
        return f"{subject} >= {low} and {bounds.factor_of} % {subject} == 0"
    if bounds.high is None:
        return f"{subject} {'>' if bounds.low_open else '>='} {low}"
    high = bounds.high if isinstance(bounds.high, str) else _limit(bounds.high)
    left, right = ("<" if is_open else "<=" for is_open in (bounds.low_open, bounds.high_open))
    return f"{low} {left} {subject} {right} {high}"


def _limit(value: float) -> str:
    return {math.inf: "math.inf", -math.inf: "-math.inf"}.get(value) or literal(value)


def requirement(bounds: Bounds) -> str:
    """The bounds, to follow "it must be", as the source of a string."""
    low = f"{bounds.low:,}"
    reason = f": {bounds.reason}" if bounds.reason else ""
    if bounds.max_items is not None:
        count = "one number" if bounds.max_items == 1 else f"1 to {bounds.max_items} numbers"
        return literal(f"{count} of at least {low}{reason}")
    if bounds.odd:
        return literal(f"odd and at least {low}{reason}")
    if bounds.factor_of is not None:
        return literal(f"a divisor of {bounds.factor_of}{reason}")
    if bounds.items:
        return (
            f'"numbers of at least {low}"'
            if bounds.empty
            else f'"one or more numbers, each at least {low}"'
        )
    if bounds.low == -math.inf:
        return '"finite"'
    match bounds.high:
        case str() as name if bounds.low_open and bounds.high_open:
            return f'f"in ({low}, {{{name}:,}})"'
        case str() as name if bounds.high_open:
            return f'f"at least {low} and less than {{{name}:,}}"'
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
