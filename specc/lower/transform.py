"""Calls of optax with the values of one block of a spec."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.ir.expr import Argument, Call, Callee, Expr, Literal, Name, Setting, Symbol
from specc.ir.optimizer import Function, ScheduledAdam, Transform
from specc.language.change import as_change
from specc.language.optimizer import Transform as Declared
from specc.language.optimizer import Update as SpecBlock
from specc.lower.groups import Groups
from specc.lower.schedule import RATE, lower_number, lower_other_rate
from specc.lower.settings import Settings, literal

_MASK_FUNCTIONS = {
    ("only", "matrices"): Function("matrices", "matrices", "optimizer"),
    ("only", "vectors"): Function("vectors", "all_but_matrices", "optimizer"),
}
"""Functions of the trainer's that say which parameters, by the field and its value."""


class TransformLowering:
    """What the declared transformations of one block become."""

    def __init__(
        self,
        block: SpecBlock,
        settings: Settings,
        origin: str,
        groups: Groups | None = None,
        number: int = 0,
    ) -> None:
        self._block = block
        self._settings = settings
        self._origin = origin
        self._groups = groups
        self._number = number
        self._functions: dict[str, Function] = {}

    @property
    def functions(self) -> tuple[Function, ...]:
        """The trainer's functions that the calls need, in the order in which they were met."""
        return tuple(self._functions.values())

    def of_group(self, groups: Groups, number: int) -> TransformLowering:
        """The same for a group, whose settings have its name."""
        origin = f"{self._origin}.groups.{number}"
        return TransformLowering(self._block, self._settings, origin, groups, number)

    def take(self, other: TransformLowering) -> None:
        """The functions of another one, too."""
        self._functions |= other._functions

    def applies(self, declared: Declared) -> bool:
        """Whether the values of the block leave a transformation in."""
        if declared.unless_zero and not getattr(self._block, declared.unless_zero):
            return False
        return not (declared.unless and getattr(self._block, declared.unless))

    def transform(self, declared: Declared, mask: Function | None) -> Transform:
        """One of the chain; `mask` marks what it applies to."""
        call = self.call(declared, mask)
        if declared.only:
            marks = self._named(_MASK_FUNCTIONS["only", declared.only], self._origin)
            call = Call(Symbol("optax", "masked"), (call, marks))
        return Transform(call, "rate" if declared.rate else declared.stage, self._origin)

    def call(self, declared: Declared, mask: Function | None = None) -> Call:
        """The function of optax, with its arguments."""
        shown = [*declared.arguments, *self._options(declared)]
        arguments = [Argument(name, self._value(field)) for name, field in shown]
        arguments += [
            Argument(name, self._chain(parts))
            for name, parts in declared.parts
            if any(part.arguments or [*self._options(part)] for part in parts)
        ]
        arguments += [Argument(name, literal(value)) for name, value in declared.constants]
        if declared.rate:
            takes_number = type(self._block).takes == "number"
            rate: Expr = Setting("learning_rate") if takes_number else RATE
            arguments.insert(0, Argument(declared.rate, rate))
        masked = [
            name
            for name, unless_zero in declared.masks
            if unless_zero is None or getattr(self._block, unless_zero)
        ]
        if masked and (marks := self._marks(declared, mask)) is not None:
            arguments += [Argument(name, marks) for name in masked]
        function: Callee = Symbol("optax", declared.function)
        changes = any(as_change(getattr(self._block, field)) for _, field in shown)
        if changes and self._groups is None and not declared.takes_schedules:
            if declared.scheduled:
                shown = [(name, field) for name, field in shown if name != "nesterov"]
                arguments = [given for given in arguments if given.name != "nesterov"]
                function = self._scheduled(shown)
            function = self._injected(function, shown)
        # It comes first in optax's functions, so it needs no name.
        positional = tuple(given.value for given in arguments if given.name == "learning_rate")
        keywords = tuple(given for given in arguments if given.name != "learning_rate")
        return Call(function, positional, keywords)

    def _options(self, declared: Declared) -> Iterator[tuple[str, str]]:
        """Those that are written out."""
        kind = type(self._block)
        for name, field in declared.options:
            value = getattr(self._block, field)
            if value != kind.model_fields[field].default or (value and field in kind.tunable):
                yield name, field

    def _chain(self, parts: tuple[Declared, ...]) -> Expr:
        calls = tuple(self.call(part) for part in parts)
        return calls[0] if len(calls) == 1 else Call(Symbol("optax", "chain"), calls)

    def _marks(self, declared: Declared, mask: Function | None) -> Name | None:
        """The function that marks what a transformation, or a part of what it does, applies to."""
        if mask is not None:
            return self._named(mask, mask.origin)
        if declared.mask is None:
            return None
        value = getattr(self._block, declared.mask)
        found = _MASK_FUNCTIONS.get((declared.mask, value)) if isinstance(value, str) else None
        return None if found is None else self._named(found, f"{self._origin}.{declared.mask}")

    def _named(self, function: Function, origin: str) -> Name:
        self._functions[function.name] = dataclasses.replace(function, origin=origin)
        return Name(function.name)

    def _value(self, field: str) -> Expr:
        origin = f"{self._origin}.{field}"
        tunable = field in type(self._block).tunable
        if self._groups is not None:
            if tunable:
                return self._groups.setting(self._number, field, self._settings)
            return literal(getattr(self._block, field))
        if field in getattr(type(self._block), "rates", ()):
            return lower_other_rate(self._block, field, self._settings, self._origin)
        scheduled = lower_number(self._block, field, self._settings, origin)
        if scheduled is not None:
            return scheduled
        if tunable:
            return self._settings.of(self._block, field, origin)
        return literal(getattr(self._block, field))

    def _scheduled(self, shown: list[tuple[str, str]]) -> Name:
        """Adam of the trainer's own: optax's corrects the bias of a constant decay rate."""
        return self._named(
            ScheduledAdam(
                "scheduled_adam",
                "scale_by_scheduled_adam",
                self._origin,
                eps_root="eps_root" in dict(shown),
                nesterov=getattr(self._block, "nesterov", False),
            ),
            self._origin,
        )

    def _injected(self, function: Callee, shown: list[tuple[str, str]]) -> Call:
        """A function that takes schedules for its numbers; the other numbers stay as they are."""
        kinds = {name: type(getattr(self._block, field)) for name, field in shown}
        numbers = tuple(name for name, kind in kinds.items() if kind in (int, float))
        static = (Argument("static_args", Literal(numbers)),) if numbers else ()
        assert isinstance(function, Symbol | Name)
        return Call(Symbol("optax", "inject_hyperparams"), (function,), static)
