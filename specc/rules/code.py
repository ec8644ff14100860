"""Mistakes in code of the user's own, as far as its source shows them.

Nothing of it is run. What is wrong in one of their files is shown there; what is wrong in the spec, here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning
from specc.spec.code import own_code
from specc.spec.diagnostics import Fix, Path

if TYPE_CHECKING:
    from specc.inline.problems import Problem


def _problems(
    resolved: Resolved, *kinds: str, inlined: bool = False
) -> Iterator[tuple[Path, Problem]]:
    """What is wrong of some kinds, with the path of the block; once, if several blocks meet it.

    Args:
        resolved: the spec.
        kinds: of problems.
        inlined: whether only copies have the problem.
    """
    seen = set()
    for path, block in own_code(resolved.spec):
        if not block.files.texts and not block.files.unread:
            continue  # nobody has read anything
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

    It has to be there, be UTF-8 text and have at most a mebibyte.
    """
    yield from _found(resolved, "unread")


@rule("C102", "the code is no Python")
def code_is_no_python(resolved: Resolved) -> Iterator[Found]:
    """Python itself could not import this file.

    Trainers run on Python 3.11 and later, so that syntax newer than that is refused as well.
    """
    yield from _found(resolved, "syntax")


@rule("C103", "the code has no such name")
def code_lacks_name(resolved: Resolved) -> Iterator[Found]:
    """`name` is what the file calls the class or the function, spelled the same.

    It has to be defined in a file of your own: one that is imported from a library is the library's.
    """
    for path, problem in _problems(resolved, "no name", "imported"):
        at = (*path, "name")
        fix = Fix(at, problem.suggestion) if problem.suggestion else None
        yield Found(at, problem.label, problem.notes, fix)


@rule("C104", "an import of own code leads nowhere")
def import_leads_nowhere(resolved: Resolved) -> Iterator[Found]:
    """An import that is relative, or names the package that the file is in, is of your own code.

    The trainer gets a copy of what it uses of that, so the file has to be there and has to define the name.
    """
    yield from _found(resolved, "no import")


@rule("C105", "a star import hides where names come from")
def import_is_star(resolved: Resolved) -> Iterator[Found]:
    """What `from … import *` brings in cannot be seen in the file, and a trainer has only what it uses.

    Import what is used by name.
    """
    yield from _found(resolved, "star")


@rule("C106", "the code does what cannot be followed")
def code_is_dynamic(resolved: Resolved) -> Iterator[Found]:
    """The trainer gets a copy of the definitions that the source names, without their modules.

    Names that are computed (`globals()`, `exec`, `getattr` on a module), modules as objects and the
    file's own path mean something else there. Write the names out, pass paths as arguments, or set
    `inline: false`, with which the trainer imports the file as a module.
    """
    yield from _found(resolved, "dynamic", inlined=True)


@warning("C107", "a statement is left out")
def statement_is_left_out(resolved: Resolved) -> Iterator[Found]:
    """The trainer gets definitions, and what changes them (`TABLE["a"] = …`, `names.append(…)`).

    Other statements of the file that do something when it is imported (configuring jax, printing, registering
    elsewhere) are not copied. If the code depends on them, put them into a function or into the class.
    """
    yield from _found(resolved, "left out", inlined=True)


@rule("C108", "the class is no model that a trainer can call")
def class_is_no_model(resolved: Resolved) -> Iterator[Found]:
    """A model is a class of `flax.nnx.Module` with `__call__(self, x)`, (batch, …) to (batch, outputs).

    If it draws random numbers in training, as dropout does, it takes them: `__call__(self, x, *, rngs=None)`,
    and `rngs` is None in evaluation. Dropout is made without `rngs` of its own, since all draws follow from
    the seed and the step.
    """
    yield from _found(resolved, "model", key="name")


@rule("C109", "the arguments are not those of the definition")
def arguments_do_not_fit(resolved: Resolved) -> Iterator[Found]:
    """A model is made as `Net(**args, rngs=rngs)`, a function called as `f(…, **args)`.

    So `__init__` has to take `rngs`, all of `args`, and nothing else that has no default; a function what the
    trainer gives it, all of `args`, and nothing else that has no default.
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

    Else it imports it by its path from the spec's folder, so it has to be below that, all names on the way
    have to be identifiers, and the folder has to be on Python's path.
    """
    for path, block in own_code(resolved.spec):
        known = block.files.texts and block.path not in block.files.unread
        if known and not block.inline and block.path not in block.files.modules:
            label = f"no import statement can name {block.path}"
            fix = Fix((*path, "inline"), "true")
            yield Found((*path, "source"), label, ("set inline: true, or move the file",), fix)


@rule("C111", "it is no function that a trainer can call")
def function_cannot_be_called(resolved: Resolved) -> Iterator[Found]:
    """A trainer calls functions of your own by position, with what they are for.

    A loss or a metric gets `(outputs, targets)`: what the model gives, (batch, k), and the targets of the
    batch. It gives (batch,) numbers, or with `whole: true` one. An augmentation gets `(key, image)` and gives
    an image of the same shape; a data source gets nothing and gives inputs and targets, numpy arrays.
    """
    yield from _found(resolved, "function", key="name")
