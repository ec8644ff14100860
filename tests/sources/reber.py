"""The embedded Reber grammar (Hochreiter and Schmidhuber 1997, section 5.1), and the entropy of its text.

A string is B, then T or P, then a string of Reber's grammar, then T or P again, the same as before, and E.
So the last but one symbol is known only to who remembers the second, over a string of any length.
"""

from __future__ import annotations

import numpy as np

INNER = {
    0: {"B": 1},
    1: {"T": 2, "P": 3},
    2: {"S": 2, "X": 4},
    3: {"T": 3, "V": 5},
    4: {"X": 3, "S": 6},
    5: {"P": 4, "V": 6},
    6: {"E": 7},
}
"""Reber's grammar: what can follow in each state, and the state after it."""

Graph = dict[str, dict[str, str]]


def graph() -> Graph:
    """The embedded grammar with a line break after each string, as symbols between states."""
    found: Graph = {"start": {"B": "second"}, "second": {"T": "T0", "P": "P0"}}
    for kept in "TP":
        for state, following in INNER.items():
            found[f"{kept}{state}"] = {symbol: f"{kept}{n}" for symbol, n in following.items()}
        found |= {f"{kept}7": {kept: "end"}}
    return {**found, "end": {"E": "line"}, "line": {"\n": "start"}}


def strings(count: int, seed: int) -> str:
    """Strings of the grammar, a line each; what can follow is equally likely."""
    rng, symbols, found, state = np.random.default_rng(seed), graph(), "", "start"
    while count:
        following = [*symbols[state]]
        symbol = following[int(rng.integers(len(following)))]
        found, state = found + symbol, symbols[state][symbol]
        count -= symbol == "\n"
    return found


def nats(text: str, context: int) -> float:
    """The least mean nats of a text's characters but the first, each given those before it in its window.

    Windows follow each other as in evaluation. The state at the beginning of one is unknown, and as likely as
    states are in a long text.
    """
    symbols = graph()
    names = [*symbols]
    index = {name: n for n, name in enumerate(names)}
    alphabet = sorted(set(text))
    step = np.zeros((len(alphabet), len(names), len(names)))  # by symbol: P(symbol, after | before)
    for before, following in symbols.items():
        for symbol, after in following.items():
            step[alphabet.index(symbol), index[before], index[after]] = 1 / len(following)
    often = np.full(len(names), 1 / len(names))
    for _ in range(
        10_000
    ):  # the chain has a period of no length that matters: strings differ in theirs
        often = often @ step.sum(0)
    found = []
    for start in range(0, len(text) - 1, context):
        belief = often
        for place, symbol in enumerate(text[start : start + context + 1]):
            joint = belief @ step[alphabet.index(symbol)]
            if place:
                found.append(-np.log(joint.sum()))
            belief = joint / joint.sum()
    assert len(found) == len(text) - 1
    return float(np.mean(found))
