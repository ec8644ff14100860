"""Checks by static analysis whether a trainer can call a user function."""

from __future__ import annotations

import difflib
import functools
import keyword
from collections.abc import Iterator, Sequence

import libcst as cst

from specc.document.diagnostics import SourceSpan
from specc.inline.dependencies import Dependencies, RequiredStatement, collect_dependencies
from specc.inline.problems import Kind, Problem
from specc.inline.syntax import walk
from specc.inline.targets import Definition
from specc.language.code import Files, OwnCode

_SAME_ARGUMENTS = {
    "functools.cache",
    "functools.lru_cache",
    "functools.partial",
    "functools.wraps",
    "jax.checkpoint",
    "jax.jit",
    "jax.named_call",
    "jax.remat",
    "jax.vmap",
    "typing.no_type_check",
}
"""Decorators that keep the signature of a function."""

_NO_FUNCTION = (
    cst.BaseNumber
    | cst.BaseString
    | cst.BaseComp
    | cst.BaseDict
    | cst.BaseSet
    | cst.Tuple
    | cst.List
)


@functools.lru_cache(maxsize=64)
def analyze(
    files: Files, path: str, name: str, takes: tuple[str, ...], given: tuple[str, ...]
) -> tuple[Problem, ...]:
    """Analyzes a function and returns the problems that prevent using it.

    Args:
        files: all that was read.
        path: of its file.
        name: of the function.
        takes: what a trainer gives it by position.
        given: what the spec gives it by name.
    """
    dependencies = collect_dependencies(files, ((path, name),))
    problems = list(dependencies.problems)
    for definition in dependencies.wanted:
        problems += _function(dependencies, definition, takes, given)
    return tuple(problems)


def place_of(block: OwnCode) -> SourceSpan | None:
    """Where what a block names is defined; None if it was not read."""
    dependencies = collect_dependencies(block.files, ((block.path, block.name),))
    kept = next(filter(None, map(dependencies.defines, dependencies.wanted)), None)
    return None if kept is None else kept.source.place(kept.statement.node)


def _function(
    dependencies: Dependencies, definition: Definition, takes: Sequence[str], given: Sequence[str]
) -> Iterator[Problem]:
    kept = dependencies.defines(definition)
    if kept is None:
        return
    node = kept.statement.node
    place, name = kept.source.place(node), definition.name
    for argument in given:
        if keyword.iskeyword(argument):
            label = f"{argument}: no argument can be called that"
            yield Problem(Kind.ARGUMENTS, None, label, argument=argument)
    if isinstance(node, cst.FunctionDef):
        if node.asynchronous is not None:
            yield Problem(Kind.FUNCTION, place, f"{name} is a coroutine, and a trainer awaits none")
        elif all(_keeps_arguments(kept, item) for item in node.decorators):
            yield from _arguments(kept, name, node, node.params, takes, given)
    elif isinstance(node, cst.ClassDef):
        yield Problem(Kind.FUNCTION, place, f"{name} is a class, and no function")
    else:
        value = _assigned(node, name)
        if isinstance(value, cst.Lambda):
            yield from _arguments(kept, name, value, value.params, takes, given)
        elif isinstance(value, _NO_FUNCTION):
            yield Problem(Kind.FUNCTION, kept.source.place(value), f"{name} is no function")


def _keeps_arguments(kept: RequiredStatement, decorator: cst.Decorator) -> bool:
    """Whether a decorator is known to keep the signature; user-defined ones are not."""
    nodes = set(walk(decorator.decorator))
    first = next((use for use in kept.uses if use.node in nodes), None)
    return first is not None and first.full in _SAME_ARGUMENTS


def _assigned(node: cst.CSTNode, name: str) -> cst.BaseExpression | None:
    """What a plain assignment gives a name."""
    for item in walk(node):
        if isinstance(item, cst.Assign):
            targets = [target.target for target in item.targets]
            if any(isinstance(target, cst.Name) and target.value == name for target in targets):
                return item.value
        if isinstance(item, cst.AnnAssign) and isinstance(item.target, cst.Name):
            return item.value
    return None


def _arguments(
    kept: RequiredStatement,
    name: str,
    node: cst.CSTNode,
    parameters: cst.Parameters,
    takes: Sequence[str],
    given: Sequence[str],
) -> Iterator[Problem]:
    """It takes what a trainer gives it, what the spec gives it, and needs nothing else."""
    source = kept.source
    place = source.place(node)
    by_place = [*parameters.posonly_params, *parameters.params]
    more = isinstance(parameters.star_arg, cst.Param)
    call = f"a trainer calls it as {name}({', '.join([*takes, *(f'{x}=…' for x in given)])})"
    if len(by_place) < len(takes) and not more:
        label = f"{name} takes {len(by_place) or 'nothing'} by position, not {len(takes)}"
        yield Problem(Kind.FUNCTION, place, label, (call,))
        return
    only = len(parameters.posonly_params)
    filled = {item.name.value for item in by_place[: len(takes)]}
    rest = [*by_place[len(takes) :], *parameters.kwonly_params]
    named = [*by_place[max(len(takes), only) :], *parameters.kwonly_params]
    known = [item.name.value for item in named]
    listed = ", ".join(item.name.value + ("=…" if item.default else "") for item in named)
    signature = f"{place.file}:{place.line}: beside these it takes {listed or 'nothing'}"
    for argument in given:
        if keyword.iskeyword(argument) or argument in known:
            continue
        if argument in filled:
            label = f"{argument}: a trainer gives it, by position"
            yield Problem(Kind.ARGUMENTS, None, label, (call,), argument=argument)
        elif parameters.star_kwarg is None:
            close = difflib.get_close_matches(argument, set(known) - set(given), 1)
            yield Problem(
                Kind.ARGUMENTS,
                None,
                f"{name} takes no {argument}",
                (signature,),
                argument=argument,
                suggestion=close[0] if close else "",
            )
    for item in rest:
        parameter = item.name.value
        if item.default is None and (parameter not in given or parameter not in known):
            label = f"{parameter} has no default, and args gives it no value"
            if parameter in given:
                label = f"{parameter} cannot be given by its name"
            yield Problem(Kind.ARGUMENTS, source.place(item.name), label, (call,))
