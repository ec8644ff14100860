"""Random chains: twenty steps of what is emitted are those of the same chain in optax, in every bit."""

from __future__ import annotations

import collections
import functools
from collections.abc import Iterator, Sequence
from typing import Any

import jax
import numpy as np
import pytest

from .chains import MEMBERS, Chain, Make, draw_chain, kinds
from .world import STEPS, difference, emitted_state, forget, run_direct, start

COUNT = 300
LEAST = {"optimizer": 8, "member": 20, "schedule": 8, "group": 15, "average": 15, "mask": 15}
"""How often everything of a kind occurs among them; of all other kinds, three times."""

WITHIN: dict[int, tuple[float, str]] = {}
"""Numbers of chains that may differ, each with the most that they may, and why."""


def chosen(count: int) -> list[int]:
    """A few chains that have of everything, optimizers and the finer points of schedules aside."""
    left = {kind for kind in kinds() if kind.split(":")[0] in SHOWN}
    found: list[int] = []
    while len(found) < count:
        best = max(range(COUNT), key=lambda seed: (len(draw_chain(seed).kinds & left), -seed))
        if best in found:
            best = min(set(range(COUNT)) - {*found})
        found.append(best)
        left -= draw_chain(best).kinds
    return sorted(found)


SHOWN = (
    *("member", "schedule", "change", "decay", "mask", "group", "several groups", "layer decay"),
    *("average", "around", "accumulation", "warm-up", "floor"),
)
FEW = chosen(12)


def rows() -> Iterator[Any]:
    for seed in range(COUNT):
        yield pytest.param(seed, marks=[] if seed in FEW else [pytest.mark.soak])


@pytest.fixture(autouse=True)
def let_go() -> Iterator[None]:
    """Executables of chains are of no use to the next one."""
    yield
    if forget(50):
        jax.clear_caches()


@functools.cache
def emitted(seed: int) -> Any:
    """What to compare of the trainer's state after all steps."""
    chain = draw_chain(seed)
    state = emitted_state({**chain.base, **chain.spec})
    assert int(state.step) == STEPS
    average = (getattr(state, f"{chain.average}_params"),) if chain.average else ()
    return jax.device_get((state.params, *average))


def direct(chain: Chain, parts: Sequence[tuple[str, Make]] | None = None) -> Any:
    """The same from optax, of all parts of the chain or of others in their place."""
    return run_direct(
        lambda: chain.make(parts),
        chain.base,
        extra=chain.extra,
        evaluated=chain.evaluated,
        parts=chain.micro_batches,
    )


@pytest.mark.parametrize("seed", list(rows()))
def test_twenty_steps_are_those_of_optax(seed: int):
    chain = draw_chain(seed)
    expected = direct(chain)
    assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(expected))
    assert difference(start(chain.base), expected[0]) > 1e-5, "nothing has moved"
    within, why = WITHIN.get(seed, (0.0, ""))
    if chain.kinds & {"b1 by a schedule", "b2 by a schedule"}:
        within, why = 1e-6, "here the weights of means are summed up"
    if "optimizer: muon" in chain.kinds:
        within, why = 1e-6, "the products of its iterations are rounded otherwise"
    assert difference(emitted(seed), expected) <= within <= 1e-6, chain.spec
    assert bool(within) == bool(why)


def test_everything_is_drawn():
    found = collections.Counter(kind for seed in range(COUNT) for kind in draw_chain(seed).kinds)
    rare = {kind: found[kind] for kind in kinds() if found[kind] < LEAST.get(kind.split(":")[0], 3)}
    assert rare == {}
    assert set(found) <= {*kinds()}


def test_a_few_have_of_everything():
    found = set().union(*(draw_chain(seed).kinds for seed in FEW))
    assert {kind for kind in kinds() if kind.split(":")[0] in SHOWN} <= found


def test_chains_are_those_of_their_numbers():
    for seed in FEW:
        assert draw_chain.__wrapped__(seed).spec == draw_chain(seed).spec
    assert len({repr(draw_chain(seed).spec) for seed in range(COUNT)}) == COUNT


def faulty(chain: Chain) -> Iterator[tuple[str, list[tuple[str, Make]]]]:
    """The chain with two neighbours in each other's place, and without one of them."""
    parts = [*chain.parts]
    for n in range(len(parts) - 1):
        if parts[n + 1][0] != "plateau":
            yield "swapped", [*parts[:n], parts[n + 1], parts[n], *parts[n + 2 :]]
    for n, (name, _) in enumerate(parts):
        if name in MEMBERS:
            yield "left out", parts[:n] + parts[n + 1 :]


@pytest.mark.soak
@pytest.mark.parametrize("most", [1, 9])
def test_a_fault_would_be_seen(most: int):
    """Where the order is another or a transformation missing, most chains come out otherwise."""
    seen: dict[str, list[bool]] = {"swapped": [], "left out": []}
    for number, seed in enumerate(FEW):
        chain = draw_chain(seed)
        faults = [*faulty(chain)][:: 1 if number % 2 else -1]
        for fault, parts in faults[:most]:
            seen[fault].append(difference(emitted(seed), direct(chain, parts)) > 0)
    for fault, found in seen.items():
        assert len(found) >= 4, fault
        assert sum(found) >= 0.7 * len(found), (fault, found)
