"""Checks by static analysis whether a trainer can create and call a user model."""

from __future__ import annotations

import difflib
import functools
import keyword
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import libcst as cst

from specc.inline.dependencies import Dependencies, RequiredStatement, collect_dependencies
from specc.inline.problems import Kind, Problem
from specc.inline.syntax import walk
from specc.inline.targets import Definition, ResolvedName
from specc.language.code import Files
from specc.language.models.python import Python

_STATISTICS = {"flax.nnx.BatchNorm", "flax.nnx.BatchStat"}
_DROPOUT = "flax.nnx.Dropout"
_CONVOLUTION = re.compile(r"flax\.nnx\.Conv|jax\.lax\.conv_")


class Method(NamedTuple):
    """A method, and the statement that it stands in."""

    kept: RequiredStatement
    node: cst.FunctionDef

    @property
    def takes(self) -> list[cst.Param]:
        """The parameters that a caller can name, without `self`."""
        parameters = self.node.params
        found = [*parameters.params, *parameters.kwonly_params]
        return found if parameters.posonly_params else found[1:]

    @property
    def takes_any(self) -> bool:
        """Whether it takes keyword arguments of any name."""
        return self.node.params.star_kwarg is not None

    def parameter(self, name: str) -> cst.Param | None:
        """The parameter of a name."""
        return next((item for item in self.takes if item.name.value == name), None)


class ModelAnalysis(NamedTuple):
    """A model.

    Attributes:
        problems: why a trainer cannot have it.
        uses_rngs: it draws random numbers in training: `__call__` takes `rngs`.
        batch_stats: it has batch norm, or statistics of that kind.
        convolves: it has convolutions.
    """

    dependencies: Dependencies
    problems: tuple[Problem, ...]
    uses_rngs: bool
    batch_stats: bool
    convolves: bool


def analyze(block: Python) -> ModelAnalysis:
    """Analyzes a model class; the spec can override the results."""
    given = tuple(block.args)
    return _analyze(block.files, block.path, block.name, given, block.dropout, block.batch_stats)


@functools.lru_cache(maxsize=64)
def _analyze(
    files: Files,
    path: str,
    name: str,
    given: tuple[str, ...],
    dropout: bool | None,
    batch_stats: bool | None,
) -> ModelAnalysis:
    """The same by its parts.

    Args:
        files: all that was read.
        path: of its file.
        name: of the class.
        given: the arguments that it is to be made with, besides `rngs`.
        dropout: whether it draws random numbers; None to look.
        batch_stats: whether it keeps statistics; None to look.
    """
    dependencies = collect_dependencies(files, ((path, name),))
    problems = list(dependencies.problems)
    uses = [(kept, use) for kept in dependencies.kept for use in kept.uses]
    full = {use.full for _, use in uses}
    draws = False
    if dependencies.wanted:
        [definition] = dependencies.wanted
        problems += _class(dependencies, definition, given)
        call = _method(dependencies, definition, "__call__")
        draws = isinstance(call, Method) and call.parameter("rngs") is not None
        if isinstance(call, Method) and not draws and not call.takes_any and dropout is not False:
            problems += _no_rngs(call, uses, stated=dropout is True)
        draws = draws if dropout is None else dropout
    problems += _kept_rngs(uses)
    keeps = bool(full & _STATISTICS) if batch_stats is None else batch_stats
    convolves = any(_CONVOLUTION.match(name) for name in full)
    return ModelAnalysis(dependencies, tuple(problems), draws, keeps, convolves)


def _class(
    dependencies: Dependencies, definition: Definition, given: Sequence[str]
) -> Iterator[Problem]:
    kept = dependencies.defines(definition)
    if kept is None:
        return
    node, source = kept.statement.node, kept.source
    if foreign := _foreign(dependencies, definition):
        yield foreign
        return
    if not isinstance(node, cst.ClassDef):
        place = source.place(node)
        yield Problem(Kind.MODEL, place, f"{definition.name} is no class")
        return
    for argument in given:
        if argument == "rngs" or keyword.iskeyword(argument):
            why = "the trainer gives it" if argument == "rngs" else "no argument can be called that"
            yield Problem(Kind.ARGUMENTS, None, f"{argument}: {why}", argument=argument)
    init, call = (_method(dependencies, definition, name) for name in ("__init__", "__call__"))
    if call is None:
        label = f"{definition.name} has no __call__"
        notes = (
            "a trainer calls the model: def __call__(self, x), (batch, …) -> (batch, outputs)",
        )
        yield Problem(Kind.MODEL, source.place(node), label, notes)
    elif isinstance(call, Method):
        yield from _call(call)
    if isinstance(init, Method):
        yield from _init(definition.name, init, given)
    elif init is None:
        label = f"{definition.name} has no __init__, and takes no rngs"
        notes = ("def __init__(self, *, rngs: nnx.Rngs)",)
        yield Problem(Kind.ARGUMENTS, source.place(node), label, notes)


class Framework(NamedTuple):
    """Another framework of neural networks.

    Attributes:
        name: as people call it.
        modules: the beginnings of the full names of what it defines.
        advice: what to change in a module of it.
        layers: the beginnings of those that cannot be used inside a module of flax.nnx either.
    """

    name: str
    modules: tuple[str, ...]
    advice: tuple[str, ...]
    layers: tuple[str, ...] = ()


_SIZES = "layers are told their input sizes and rngs: nnx.Linear(64, 10, rngs=rngs)"
FRAMEWORKS = (
    Framework(
        "flax.linen",
        ("flax.linen.",),
        (
            "fields and @nn.compact or setup become def __init__(self, ..., *, rngs: nnx.Rngs)",
            f"{_SIZES} for nn.Dense(10)",
        ),
    ),
    Framework(
        "PyTorch",
        ("torch.", "torchvision.", "timm.", "lightning.", "pytorch_lightning.", "transformers."),
        (
            "forward becomes __call__, and __init__ takes rngs: def __init__(self, ..., *, rngs: nnx.Rngs)",
            "nn.Linear(64, 10) is nnx.Linear(64, 10, rngs=rngs); images are (batch, height, width, channels)",
        ),
        ("torch.nn.", "torchvision.models."),
    ),
    Framework(
        "Keras",
        ("keras.", "tensorflow.", "tf_keras."),
        ("call becomes __call__, and __init__ takes rngs", f"{_SIZES} for Dense(10)"),
        ("keras.layers.", "tensorflow.keras.layers.", "tf_keras.layers."),
    ),
    Framework(
        "Haiku",
        ("haiku.",),
        (
            "layers are made in def __init__(self, ..., *, rngs: nnx.Rngs); hk.transform is not needed",
            f"{_SIZES} for hk.Linear(10)",
        ),
    ),
    Framework(
        "Equinox",
        ("equinox.",),
        (
            "__call__ takes a batch, (batch, …), where Equinox has one example",
            "key becomes rngs: nnx.Linear(64, 10, rngs=rngs) for eqx.nn.Linear(64, 10, key=key)",
        ),
    ),
    Framework("scikit-learn", ("sklearn.",), ("its layers are nnx.Linear, nnx.Conv and the like",)),
)
"""Frameworks whose modules are not flax.nnx's."""


def _foreign(dependencies: Dependencies, definition: Definition) -> Problem | None:
    """Why a definition is a model of another framework; None if it does not seem so."""
    seen: list[Definition] = []
    waiting = [definition]
    while waiting:
        current = waiting.pop(0)
        kept = dependencies.defines(current)
        if current in seen or kept is None:
            continue
        seen.append(current)
        node = kept.statement.node
        within = set(walk(node))
        if isinstance(node, cst.ClassDef):
            within = {part for base in node.bases for part in walk(base.value)}
        for use in kept.uses:
            if use.node not in within:
                continue
            if isinstance(use.target, Definition) and isinstance(node, cst.ClassDef):
                waiting.append(use.target)
            for framework in FRAMEWORKS:
                if use.full.startswith(framework.modules):
                    return _of(framework, kept, use, definition.name)
    for kept in dependencies.kept:
        for use in kept.uses:
            for framework in FRAMEWORKS:
                if framework.layers and use.full.startswith(framework.layers):
                    return _of(framework, kept, use, definition.name)
    return None


def _of(framework: Framework, kept: RequiredStatement, use: ResolvedName, name: str) -> Problem:
    """The problem that something is of another framework."""
    label = f"{use.full} is of {framework.name}, not of flax.nnx"
    base = f"a model is a flax.nnx.Module: from flax import nnx; class {name}(nnx.Module)"
    return Problem(Kind.MODEL, kept.source.place(use.node), label, (base, *framework.advice))


def _method(dependencies: Dependencies, definition: Definition, name: str) -> Method | bool | None:
    """A method of a class or of its bases; None if there is none, True if unknown."""
    seen: list[Definition] = []
    waiting = [definition]
    unknown = False
    while waiting:
        current = waiting.pop(0)
        kept = dependencies.defines(current)
        if current in seen or kept is None:
            continue
        seen.append(current)
        node = kept.statement.node
        if not isinstance(node, cst.ClassDef):
            return True
        for inner in node.body.body:
            if isinstance(inner, cst.FunctionDef) and inner.name.value == name:
                return Method(kept, inner)
            if not isinstance(inner, cst.FunctionDef) and name in _assigned(inner):
                return True
        unknown = unknown or (bool(node.decorators) and name == "__init__")
        for base in node.bases:
            use = next((use for use in kept.uses if use.node in set(walk(base.value))), None)
            if use is not None and isinstance(use.target, Definition):
                waiting.append(use.target)
            elif use is None or use.full not in ("flax.nnx.Module", "flax.nnx.module.Module"):
                unknown = True
    return True if unknown else None


def _assigned(node: cst.CSTNode) -> set[str]:
    targets = [item.target for item in walk(node) if isinstance(item, cst.AssignTarget)]
    return {item.value for item in targets if isinstance(item, cst.Name)}


def _call(call: Method) -> Iterator[Problem]:
    """`model(x)` has to work, and `model(x, rngs=...)` if it takes that."""
    source = call.kept.source
    parameters = call.node.params
    positional = [*parameters.posonly_params, *parameters.params][1:]
    if not positional and not isinstance(parameters.star_arg, cst.Param):
        label = "__call__ takes no inputs"
        yield Problem(Kind.MODEL, source.place(call.node), label)
    for item in (*positional[1:], *parameters.kwonly_params):
        if item.default is None:
            label = (
                f"{item.name.value} has no default, and a trainer gives it no value in evaluation"
            )
            yield Problem(Kind.MODEL, source.place(item.name), label)


def _init(name: str, init: Method, given: Sequence[str]) -> Iterator[Problem]:
    """It takes `rngs` and what the spec gives, and needs nothing else."""
    source = init.kept.source
    place = source.place(init.node)
    signature = f"{place.file}:{place.line}: __init__ takes {_listed(init)}"
    if init.parameter("rngs") is None and not init.takes_any:
        notes = ("def __init__(self, …, *, rngs: nnx.Rngs)",)
        yield Problem(Kind.ARGUMENTS, place, f"__init__ of {name} takes no rngs", notes)
    known = [item.name.value for item in init.takes]
    for argument in given:
        if argument not in known and not init.takes_any and not keyword.iskeyword(argument):
            close = difflib.get_close_matches(argument, set(known) - {*given, "rngs"}, 1)
            yield Problem(
                Kind.ARGUMENTS,
                None,
                f"{name} takes no {argument}",
                (signature,),
                argument=argument,
                suggestion=close[0] if close else "",
            )
    for item in init.takes:
        parameter = item.name.value
        if item.default is None and parameter not in (*given, "rngs"):
            label = f"{parameter} has no default, and model.args gives it no value"
            yield Problem(Kind.ARGUMENTS, source.place(item.name), label)
    for item in init.node.params.posonly_params[1:]:
        label = f"{item.name.value} cannot be given by its name"
        yield Problem(Kind.ARGUMENTS, source.place(item.name), label)


def _listed(init: Method) -> str:
    names = [item.name.value + ("=…" if item.default else "") for item in init.takes]
    return ", ".join(names) or "nothing"


def _no_rngs(
    call: Method, uses: list[tuple[RequiredStatement, ResolvedName]], *, stated: bool
) -> Iterator[Problem]:
    """Dropout without random numbers to draw from stops training at its first step."""
    if stated or any(use.full == _DROPOUT for _, use in uses):
        there = "model.dropout is true" if stated else "there is dropout"
        label = f"{there}, and __call__ takes no rngs to draw from"
        notes = ("def __call__(self, x, *, rngs: nnx.Rngs | None = None)",)
        yield Problem(Kind.MODEL, call.kept.source.place(call.node), label, notes)


def _kept_rngs(uses: list[tuple[RequiredStatement, ResolvedName]]) -> Iterator[Problem]:
    """Random numbers are a function of the seed and the step, so a model may keep none."""
    for kept, use in uses:
        if use.full != _DROPOUT:
            continue
        node: cst.CSTNode = use.node
        while isinstance(parent := kept.source.parents[node], cst.Attribute):
            node = parent
        if not isinstance(parent, cst.Call) or parent.func is not node:
            continue
        for argument in parent.args:
            if argument.keyword is not None and argument.keyword.value == "rngs":
                label = "this dropout keeps random numbers of its own"
                notes = (
                    "a trainer draws by the seed and the step, so that a resumed run goes on the same:",
                    "make it without rngs, and call it with those that __call__ gets",
                )
                yield Problem(Kind.MODEL, kept.source.place(argument), label, notes)
