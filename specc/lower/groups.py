"""Lowers parameter groups: labels, masks, multipliers and partitions.

Only what is asked for is there: a group that is frozen is a label, one with another rate a multiplier, one
with another decay a mask of its own. A group with its own optimizer makes the optimizers a partition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Call, Expr, Lambda, Literal, Mul, Name, Symbol
from specc.ir.optimizer import Case, Choice, Function, Helper, LayerOf, Transform
from specc.ir.settings import Field
from specc.language.groups import REST, Group, labels
from specc.language.model import Model
from specc.language.optimizer import Optimizer as SpecBlock
from specc.lower.paths import condition, conjunction, in_line, negated, selected, uses_of_name
from specc.lower.settings import POSITIVE, Settings, bounds_of


@dataclass(frozen=True)
class Groups:
    """The groups of an optimizer, with their names.

    Attributes:
        paths: of all parameters; None if they are not known before the model is made.
        model: of the spec, if there is one.
    """

    specs: tuple[Group, ...]
    names: tuple[str, ...]
    paths: tuple[str, ...] | None
    model: Model | None = None

    @classmethod
    def of(
        cls, spec: SpecBlock, paths: tuple[str, ...] | None, model: Model | None = None
    ) -> Groups:
        """Those of a spec."""
        return cls(spec.groups, labels(spec.groups), paths, model)

    def with_field(self, field: str) -> list[int]:
        """The numbers of the groups that set a field."""
        return [n for n, group in enumerate(self.specs) if field in group.changed]

    def setting(self, number: int, field: str, settings: Settings) -> Expr:
        """A number of a group, or of its optimizer, under the group's name."""
        name, group = self.names[number], self.specs[number]
        own = group.optimizer if group.optimizer is not None else group
        info = type(own).model_fields[field]
        return settings.add(
            Field(
                f"{name}_{field}",
                "float",
                float(getattr(own, field)),
                f"the {field} of {group.words}",
                "learning",
                bounds_of(info),
                f"optimizer.groups.{number}.{'optimizer.' if own is not group else ''}{field}",
            )
        )

    def overlap(self, first: int, second: int) -> bool:
        """Whether a parameter is, or may be, matched by two groups."""
        if self.paths is None:
            return True
        one, other = self.specs[first], self.specs[second]
        return any(one.takes(path) and other.takes(path) for path in self.paths)

    def overriding(self, number: int) -> list[int]:
        """The earlier groups that overlap with a group and take precedence."""
        return [n for n in range(number) if self.overlap(n, number)]

    def test(self, number: int) -> Expr:
        """Whether a parameter is in a group, and in none before it."""
        earlier = (negated(selected(self.specs[n])) for n in self.overriding(number))
        return conjunction(selected(self.specs[number]), *earlier)

    def choice(
        self, numbers: list[int], value: Callable[[int], Expr], otherwise: Expr
    ) -> tuple[Case, ...]:
        """The value of each of some groups, and `otherwise` of those that take their parameters before."""
        first = {n for number in numbers for n in self.overriding(number)}
        return tuple(
            Case(selected(self.specs[n]), value(n) if n in numbers else otherwise)
            for n in sorted({*numbers, *first})
        )

    def labels(self, name: str, summary: str, field: str, label: str, rest: str) -> Choice:
        """A function that labels parameters: those of groups that set a field, and the rest.

        Args:
            name: of the function.
            summary: the first line of its docstring.
            field: of a group.
            label: of those groups; `{name}` stands for that of the group.
            rest: the label of all other parameters.
        """
        cases = self.choice(
            self.with_field(field),
            lambda n: Literal(label.format(name=self.names[n])),
            Literal(rest),
        )
        uses = uses_of_name(case.test for case in cases)
        is_line = len(cases) == 1 and uses <= 1
        origins = dict.fromkeys(self.specs[n].origin for n in self.with_field(field))
        adapted = in_line if is_line else condition
        return Choice(
            template="labels_in_line" if is_line else "labels",
            name=name,
            origin=" ".join(origins),
            cases=tuple(Case(adapted(case.test), case.value) for case in cases),
            fallback=Literal(rest),
            uses_name=uses > 0,
            summary=summary,
        )


def lower_freezing(groups: Groups) -> Iterator[Function]:
    """The function that labels frozen parameters, and the one that masks their gradients."""
    if groups.with_field("frozen"):
        summary = "Labels each parameter as trained or frozen."
        labels = groups.labels("freezing", summary, "frozen", "frozen", "trained")
        yield labels
        yield Helper("trained", "trained", labels.origin)


def lower_labels(groups: Groups) -> Choice:
    """The function that labels each parameter with its optimizer."""
    summary = "Labels each parameter with its optimizer."
    return groups.labels("labels", summary, "optimizer", "{name}", REST)


def lower_multipliers(
    spec: SpecBlock, groups: Groups, settings: Settings
) -> tuple[Transform, tuple[Function, ...]] | None:
    """The transformation that multiplies the rates of groups and layers, with its functions."""
    numbers = groups.with_field("learning_rate_multiplier")
    if not numbers and spec.layer_decay is None:
        return None

    def value(number: int) -> Expr:
        name, group = groups.names[number], groups.specs[number]
        assert group.learning_rate_multiplier is not None
        return settings.add(
            Field(
                f"{name}_rate_multiplier",
                "float",
                float(group.learning_rate_multiplier),
                f"of the learning rate of {group.words}",
                "learning",
                POSITIVE,
                f"optimizer.groups.{number}.learning_rate_multiplier",
            )
        )

    decay = None
    if spec.layer_decay is not None:
        doc = "learning rate of a layer relative to that of the next one"
        decay = settings.of(spec, "layer_decay", "optimizer.layer_decay", doc)
    by_layer = Name("by_layer")

    def rate(number: int) -> Expr:
        return Mul(value(number), by_layer) if decay else value(number)

    otherwise = by_layer if decay else Literal(1.0)
    cases = groups.choice(numbers, rate, otherwise)
    choice = Choice(
        template="multipliers" if cases else "layer_multipliers",
        name="rate_multipliers",
        origin="optimizer.groups" if numbers else "optimizer.layer_decay",
        cases=tuple(Case(condition(case.test), case.value) for case in cases),
        fallback=otherwise,
        uses_name=uses_of_name(case.test for case in cases) > 0,
        summary="What the learning rate of each parameter is multiplied by.",
        layer_decay=decay,
    )
    multiplied = Call(
        Symbol("jax", "tree.map"),
        (
            Symbol("jax.numpy", "multiply"),
            Name("updates"),
            Call(Name(choice.name), (Name("c"), Name("updates"))),
        ),
    )
    call = Call(Symbol("optax", "stateless"), (Lambda(("updates", "_"), multiplied),))
    layers = (LayerOf("layer_of", "layer_of", "optimizer.layer_decay"),) if decay else ()
    return Transform(call, "multiply", choice.origin), (*layers, choice)
