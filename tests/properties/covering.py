"""Choices that cover the pairs of levels, and which pairs there can be.

All constraints are of two levels, so a choice is a solution of a binary constraint problem. Sets of levels
are integers, a bit for each level, which makes looking at all of them cheap.
"""

from __future__ import annotations

import collections
import itertools
import random
from collections.abc import Iterable, Iterator, Mapping

Level = tuple[str, str]
"""An option and its level."""
Pair = frozenset[Level]
Choice = Mapping[str, str]
"""A level for every option that applies."""

NO_LEVEL = ""
"""The level of an option that means nothing, as a dropout of a linear model; no pair has it."""
DOUBTED = 2
"""Refusals after which a pair is not looked for beside others, only to begin a choice with."""


def pairs_of(choice: Choice) -> set[Pair]:
    """The pairs of levels that a spec has."""
    return {frozenset(pair) for pair in itertools.combinations(choice.items(), 2)}


class Space:
    """The choices that there are.

    Args:
        options: every option, with its levels.
        needs: options that mean something only at some levels of another, which has to stand before them.
        excluded: pairs that cannot stand together.
    """

    def __init__(
        self,
        options: Mapping[str, tuple[str, ...]],
        needs: Mapping[str, tuple[str, set[str]]],
        excluded: Iterable[tuple[Level, Level]],
    ) -> None:
        self.levels: list[Level] = [(o, level) for o, found in options.items() for level in found]
        self.levels += [(option, NO_LEVEL) for option in needs]
        self.bit = {level: 1 << n for n, level in enumerate(self.levels)}
        everything = (1 << len(self.levels)) - 1
        self.of_option = dict.fromkeys(options, 0)
        for level in self.levels:
            self.of_option[level[0]] |= self.bit[level]
        # With what each level can stand: itself, and whatever of other options is not excluded.
        self.agrees = {
            level: everything & ~self.of_option[level[0]] | self.bit[level] for level in self.levels
        }
        for one, other in excluded:
            self._part(one, other)
        for option, (parent, levels) in needs.items():
            for given in (*options[parent], *([NO_LEVEL] if parent in needs else [])):
                for level in (*options[option], NO_LEVEL):
                    if (given in levels) == (level == NO_LEVEL):
                        self._part((option, level), (parent, given))

        self._beside: dict[
            int, int
        ] = {}  # for levels of an option, with what any of them can stand

    def _part(self, one: Level, other: Level) -> None:
        self.agrees[one] &= ~self.bit[other]
        self.agrees[other] &= ~self.bit[one]

    def _in(self, levels: int, option: str) -> list[Level]:
        """The levels of an option among some."""
        return list(self._each(levels & self.of_option[option]))

    def _each(self, levels: int) -> Iterator[Level]:
        while levels:
            lowest = levels & -levels
            yield self.levels[lowest.bit_length() - 1]
            levels ^= lowest

    def left(self, fixed: Iterable[Level]) -> int:
        """The levels that can be chosen beside some; 0 if these cannot stand together."""
        levels = (1 << len(self.levels)) - 1
        for level in fixed:
            levels &= self.agrees[level]
        return self._consistent(levels)

    def _consistent(self, levels: int) -> int:
        """Without those that leave another option no level, which may go on."""
        changed = True
        while changed:
            changed = False
            for mask in self.of_option.values():
                here = levels & mask
                if not here:
                    return 0
                beside = self._beside.get(here)
                if beside is None:
                    beside = 0
                    for level in self._each(here):
                        beside |= self.agrees[level]
                    self._beside[here] = beside
                if levels & ~beside:
                    levels &= beside
                    changed = True
        return levels

    def choose(
        self,
        rng: random.Random,
        fixed: Iterable[Level] = (),
        wanted: Mapping[Level, int] | None = None,
    ) -> dict[str, str] | None:
        """A level for every option, without the options that mean nothing.

        Args:
            rng: what is drawn from.
            fixed: levels that it has to have.
            wanted: for each level the set of those with which it should be; drawn at random without it.

        Returns:
            The choice, in the order of the options; None if there is none.
        """
        order = [*self.of_option]
        rng.shuffle(order)
        if wanted is not None:  # first those of which most is left, at random within reason
            left = {
                option: sum(wanted.get(x, 0).bit_count() for x in self._each(mask))
                for option, mask in self.of_option.items()
            }
            order.sort(key=lambda option: -left[option] * rng.uniform(0.5, 1))
        levels = self.left(fixed)
        chosen = self._search(rng, order, levels, wanted) if levels else None
        if chosen is None:
            return None
        found = {option: self._in(chosen, option)[0][1] for option in self.of_option}
        return {option: level for option, level in found.items() if level != NO_LEVEL}

    def _search(
        self, rng: random.Random, order: list[str], levels: int, wanted: Mapping[Level, int] | None
    ) -> int | None:
        """Narrows the levels to one of each option."""
        left = [option for option in order if (levels & self.of_option[option]).bit_count() > 1]
        if not left:
            return levels
        decided = levels
        for option in left:
            decided &= ~self.of_option[option]
        option = left[0]
        open_levels = self._in(levels, option)
        rng.shuffle(open_levels)
        if wanted is not None:
            open_levels.sort(key=lambda x: -(wanted.get(x, 0) & decided).bit_count())
        for level in open_levels:
            narrower = self._consistent(levels & self.agrees[level])
            if narrower:
                found = self._search(rng, left[1:], narrower, wanted)
                if found is not None:
                    return found
        return None

    def pairs(self) -> dict[Level, int]:
        """For each level the set of those that it can stand with, as far as single options tell."""
        real = {level: self.bit[level] for level in self.levels if level[1] != NO_LEVEL}
        all_real = sum(real.values())
        return {level: self.left([level]) & all_real & ~self.of_option[level[0]] for level in real}

    def possible_pairs(self) -> set[Pair]:
        """The pairs of levels that can stand together in a choice."""
        rng = random.Random(0)
        found: set[Pair] = set()
        for level, others in self.pairs().items():
            for other in self._each(others):
                pair = frozenset((level, other))
                if pair not in found and (choice := self.choose(rng, pair)) is not None:
                    found |= pairs_of(choice)
        return found

    def covering(self, rng: random.Random, accepted: set[Pair] | None = None) -> Iterator[Choice]:
        """Choices without end, each with as many new pairs as a greedy search finds.

        Args:
            rng: what is drawn from.
            accepted: the pairs of the specs that compiled, which the caller adds to; all do without it.
        """
        waiting = self.pairs()
        wanted = dict(waiting)
        doubts: collections.Counter[Pair] = collections.Counter()
        seen: set[Level] = set()
        while True:
            choice = None
            while choice is None:
                fixed = self._begin(rng, waiting, doubts, seen)
                choice = self.choose(rng, fixed, wanted)
                if choice is None:
                    self._take(fixed, waiting, wanted)
            yield choice
            levels = [*choice.items()]
            if accepted is None or pairs_of(choice) <= accepted:
                seen.update(levels)
                self._take(levels, waiting, wanted)
                continue
            for one, other in itertools.combinations(levels, 2):
                if waiting[one] & self.bit[other]:
                    pair = frozenset((one, other))
                    doubts[pair] += 1
                    if doubts[pair] >= DOUBTED:
                        self._take(pair, wanted)

    def _begin(
        self,
        rng: random.Random,
        waiting: Mapping[Level, int],
        doubts: Mapping[Pair, int],
        seen: set[Level],
    ) -> tuple[Level, ...]:
        """A pair to begin with, of the level of which most is left; a level that has not been before all."""
        level = max(
            (x for x in waiting if waiting[x]),
            key=lambda x: (x not in seen, waiting[x].bit_count(), rng.random()),
            default=None,
        )
        if level is None:
            return ()
        other = min(
            self._each(waiting[level]),
            key=lambda x: (doubts[frozenset((level, x))], -waiting[x].bit_count(), rng.random()),
        )
        return (level, other)

    def _take(self, levels: Iterable[Level], *tables: dict[Level, int]) -> None:
        """Removes the pairs of some levels from tables."""
        taken = sum(self.bit[level] for level in levels)
        for table in tables:
            for level in levels:
                table[level] &= ~taken
