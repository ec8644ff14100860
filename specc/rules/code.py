"""Rules about user code, by static analysis.

The code is not run. Problems in a user's file are shown there, problems of the spec in the spec.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specc.document.diagnostics import Fix, Path
from specc.language.code import own_code
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning

if TYPE_CHECKING:
    from specc.inline.problems import Problem


def _problems(
    resolved: Resolved, *kinds: str, inlined: bool = False
) -> Iterator[tuple[Path, Problem]]:
    """Problems of some kinds with the path of the block, without duplicates.

    Args:
        resolved: the spec.
        kinds: of problems.
        inlined: whether only copies have the problem.
    """
    seen = set()
    for path, block in own_code(resolved.spec):
        if not block.files.texts and not block.files.unread:
            continue  # the files were not read
        if inlined and not block.inline:
            continue
        from specc.inline.checks import problems_of

        for problem in problems_of(block):
            known = problem.place is not None and (problem.place, problem.label) in seen
            if problem.kind.value in kinds and not known:
                seen.add((problem.place, problem.label))
                yield path, problem


def _found(
    resolved: Resolved, *kinds: str, key: str = "source", inlined: bool = False
) -> Iterator[Found]:
    for path, problem in _problems(resolved, *kinds, inlined=inlined):
        yield Found((*path, key), problem.label, problem.notes, place=problem.place)


@rule("C101", "a file of code cannot be read")
def code_is_unread(resolved: Resolved) -> Iterator[Found]:
    """`source` names a Python file, relative to the spec.

    It must exist, be UTF-8 text and have at most 1 MiB.
    """
    yield from _found(resolved, "unread")


@rule("C102", "the code is not valid Python")
def code_is_no_python(resolved: Resolved) -> Iterator[Found]:
    """Python could not import this file.

    Trainers run on Python 3.11 and later, so newer syntax is an error as well.
    """
    yield from _found(resolved, "syntax")


@rule("C103", "the code has no such name")
def code_lacks_name(resolved: Resolved) -> Iterator[Found]:
    """`name` is the name of a class or function in the file.

    It must be defined in a file of your own, not imported from a library.
    """
    for path, problem in _problems(resolved, "no name", "imported"):
        at = (*path, "name")
        fix = Fix(at, problem.suggestion) if problem.suggestion else None
        yield Found(at, problem.label, problem.notes, fix)


@rule("C104", "an import of user code cannot be resolved")
def import_leads_nowhere(resolved: Resolved) -> Iterator[Found]:
    """An import that is relative, or from the package of the file, refers to your own code.

    The trainer gets a copy of what it uses from there, so the file must exist and define the name.
    """
    yield from _found(resolved, "no import")


@rule("C105", "a star import hides where names come from")
def import_is_star(resolved: Resolved) -> Iterator[Found]:
    """The names that `from … import *` defines are not visible in the file.

    The trainer copies only what it uses, so import by name.
    """
    yield from _found(resolved, "star")


@rule("C106", "the code cannot be analyzed")
def code_is_dynamic(resolved: Resolved) -> Iterator[Found]:
    """The trainer gets a copy of the definitions that the source refers to, without their modules.

    Computed names (`globals()`, `exec`, `getattr` on a module), modules as objects and `__file__`
    would have another meaning there. Write names out, pass paths as arguments, or set `inline:
    false` to import the file as a module.
    """
    yield from _found(resolved, "dynamic", inlined=True)


@warning("C107", "a statement is not copied")
def statement_is_left_out(resolved: Resolved) -> Iterator[Found]:
    """The trainer gets definitions and statements that modify them (`TABLE["a"] = …`, `names.append(…)`).

    Other statements that run on import (configuring jax, printing, registering elsewhere) are not
    copied. If the code depends on them, move them into the function or class.
    """
    yield from _found(resolved, "left out", inlined=True)


@rule("C108", "the class is not a model that a trainer can call")
def class_is_no_model(resolved: Resolved) -> Iterator[Found]:
    """A model is a `flax.nnx.Module` with `__call__(self, x)`, from (batch, …) to (batch, outputs).

    Modules of flax.linen, PyTorch, Keras, Haiku and Equinox have to be rewritten as one.

    If it uses random numbers in training, as dropout does, it takes `__call__(self, x, *,
    rngs=None)`; `rngs` is None in evaluation. Create dropout without `rngs`, because all random
    numbers follow from the seed and the step.
    """
    yield from _found(resolved, "model", key="name")


@rule("C109", "the arguments do not match the definition")
def arguments_do_not_fit(resolved: Resolved) -> Iterator[Found]:
    """A model is created as `Net(**args, rngs=rngs)`, a function called as `f(…, **args)`.

    So `__init__` must accept `rngs` and all of `args`; a function must accept the trainer's
    arguments and all of `args`. Every other parameter needs a default.
    """
    for path, problem in _problems(resolved, "arguments"):
        at = (*path, "args", problem.argument) if problem.argument else (*path, "name")
        fix = Fix(at, None) if problem.argument else None
        notes = problem.notes
        if problem.suggestion:
            notes = (f"did you mean {problem.suggestion}?", *notes)
        yield Found(at, problem.label, notes, fix, problem.place)


@rule("C110", "the file cannot be imported")
def file_is_no_module(resolved: Resolved) -> Iterator[Found]:
    """With `inline: false` the trainer imports the file by its package, if it is in one.

    Otherwise it is imported by its path from the folder of the spec. So it must be below that
    folder, all parts of the path must be identifiers, and the folder must be on Python's path.
    """
    for path, block in own_code(resolved.spec):
        known = block.files.texts and block.path not in block.files.unread
        if known and not block.inline and block.path not in block.files.modules:
            label = f"no import statement can name {block.path}"
            fix = Fix((*path, "inline"), "true")
            yield Found((*path, "source"), label, ("set inline: true, or move the file",), fix)


@rule("C111", "it is not a function that a trainer can call")
def function_cannot_be_called(resolved: Resolved) -> Iterator[Found]:
    """A trainer passes these arguments by position.

    A loss or metric takes `(outputs, targets)`, the model's outputs (batch, k) and the targets, and
    returns (batch,) numbers, or one number with `whole: true`. An augmentation takes `(key, image)`
    and returns an image of the same shape. A data source takes nothing and returns inputs and
    targets, as numpy arrays. A sink takes `(step, row)`, the number of a step and a dictionary of
    floats.
    """
    yield from _found(resolved, "function", key="name")
