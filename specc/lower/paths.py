"""Patterns over paths of parameters, as the shortest tests of a `path` or its `name` that say the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from specc.ir.expr import And, Call, Comparison, Expr, Literal, Name, Not, Or, Symbol, walk
from specc.ir.optimizer import Choice, Function, Helper, Mask, MuonAxes
from specc.language.paths import Selection, regex

TRUE = Literal(True)
NAME = "name"
LAST = "path[-1].key"
_NAME_OF = "name_of(path)"


def selected(selection: Selection, last: str = LAST) -> Expr:
    """Whether a parameter is one of a selection; `last` is the last part of its path."""
    found = matched(selection.matched, last)
    if not selection.excluded:
        return found
    return conjunction(found, negated(matched(selection.excluded, last)))


def matched(patterns: Sequence[str], last_part: str = LAST) -> Expr:
    """Tests whether a path matches any of the patterns; similar patterns share a test."""
    if "**" in patterns:
        return TRUE
    ends: list[str] = []
    whole: list[str] = []
    inside: list[str] = []
    others: list[str] = []
    for pattern in patterns:
        *before, last = pattern.split("/")
        if before == ["**"] and "*" not in last:
            ends.append(last)
        elif "*" not in pattern:
            whole.append(pattern)
        elif last == "**" and not any("*" in part for part in before):
            inside.append(pattern.removesuffix("**"))
        else:
            others.append(pattern)
    tests: list[Expr] = []
    if ends:
        tests.append(_one_of(Name(last_part), ends))
    if whole:
        tests.append(_one_of(Name(NAME), whole))
    if inside:
        tests.append(_inside(inside))
    for pattern in others:
        call = Call(Symbol("re", "fullmatch"), (Literal(regex(pattern)), Name(NAME)))
        tests.append(Comparison(call, "is not", Literal(None)))
    return tests[0] if len(tests) == 1 else Or(tuple(tests))


def _one_of(value: Expr, texts: list[str]) -> Expr:
    if len(texts) == 1:
        return Comparison(value, "==", Literal(texts[0]))
    return Comparison(value, "in", Literal(tuple(texts)))


def conjunction(*tests: Expr) -> Expr:
    """Whether all tests hold; one that always does is left out, those that exclude prefixes are one."""
    parts: list[Expr] = []
    prefixes: list[str] = []
    for test in tests:
        for part in test.values if isinstance(test, And) else (test,):
            match part:
                case Literal(True):
                    continue
                case Not(Call(function, (Literal(prefix),))) if _is_prefix_test(function):
                    prefixes += [prefix] if isinstance(prefix, str) else _texts(prefix)
                case _:
                    parts.append(part)
    if prefixes:
        parts.append(Not(_inside(prefixes)))
    if not parts:
        return TRUE
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def condition(test: Expr) -> Expr:
    """A test for use in an `if`, where truthiness is enough."""
    match test:
        case Comparison(call, "is not", Literal(None)):
            return call
        case _:
            return test


def _inside(prefixes: list[str]) -> Call:
    prefix = Literal(prefixes[0] if len(prefixes) == 1 else tuple(prefixes))
    return Call(Name(f"{NAME}.startswith"), (prefix,))


def _texts(value: object) -> list[str]:
    assert isinstance(value, tuple)
    return [str(text) for text in value]


def _is_prefix_test(function: object) -> bool:
    return function == Name(f"{NAME}.startswith")


def negated(test: Expr) -> Expr:
    """Whether a test does not hold."""
    match test:
        case Comparison(left, "==", right):
            return Comparison(left, "!=", right)
        case Comparison(left, "in", right):
            return Comparison(left, "not in", right)
        case Comparison(left, "is not", right):
            return Comparison(left, "is", right)
        case Or(values):
            return conjunction(*map(negated, values))
        case _:
            return Not(test)


def uses_of_name(tests: Iterable[Expr], name: str = NAME) -> int:
    """How often tests look at the name of a parameter."""
    nodes = (node for test in tests for node in walk(test))
    found = 0
    for node in nodes:
        found += isinstance(node, Name) and node.name == name
        found += isinstance(node, Call) and node.function == Name(f"{name}.startswith")
    return found


def mask(name: str, test: Expr, summary: str, origin: str) -> Mask:
    """A function that marks parameters: in a line if the test needs their name once at most."""
    uses = uses_of_name([test])
    template = "named_mask" if uses > 1 else "mask"
    return Mask(template, name, origin, in_line(test) if uses == 1 else test, summary)


def in_line(test: Expr) -> Expr:
    """The test with `name` replaced by `name_of(path)`, for use in a lambda."""
    match test:
        case Name("name"):
            return Name(_NAME_OF)
        case Call(Name("name.startswith"), positional):
            return Call(Name(f"{_NAME_OF}.startswith"), positional)
        case Call(function, positional):
            return Call(function, tuple(map(in_line, positional)))
        case Comparison(left, operator, right):
            return Comparison(in_line(left), operator, in_line(right))
        case And(values):
            return And(tuple(map(in_line, values)))
        case Or(values):
            return Or(tuple(map(in_line, values)))
        case Not(value):
            return Not(in_line(value))
        case _:
            return test


def with_name_of(
    functions: tuple[Function, ...], paths: tuple[str, ...] | None
) -> tuple[Function, ...]:
    """Functions, each once, after the one that gives the name of a parameter if any needs it."""
    unique = tuple({function.name: function for function in reversed(functions)}.values())[::-1]
    if not any(needs_name(function) for function in unique):
        return unique
    deepest = max(paths or ("layers/0/kernel",), key=lambda path: path.count("/"))
    return (Helper("name_of", "name_of", "optimizer", example=deepest), *unique)


def needs_name(function: Function) -> bool:
    """Whether a function looks at the names of parameters."""
    if isinstance(function, Choice | MuonAxes):
        return function.uses_name
    if isinstance(function, Mask):
        return any(uses_of_name([function.test], name) for name in (NAME, _NAME_OF))
    return False
