"""The compiler pipeline, from inputs to text; it reads and writes no files.

`check` runs it up to the diagnostics, `build` up to the text, which it writes, and `verify` runs the text.
Later stages are imported when needed, which keeps `check` and builds without changes fast.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from specc import rules
from specc.document.diagnostics import Diagnostic, Severity, SpecError
from specc.document.document import Document
from specc.fast_dataclasses import dataclass
from specc.language.code import Files
from specc.language.spec import Spec
from specc.language.validate import validate
from specc.resolve.data_files import DataFile
from specc.resolve.lock import Lock
from specc.resolve.resolved import Resolved, changed, digest, resolve

if TYPE_CHECKING:
    from specc.emit.page import Page
    from specc.ir.program import Program


@dataclass(frozen=True)
class Input:
    """All inputs of a trainer.

    Attributes:
        document: the spec, with `extends` and overrides in it.
        lock: facts of data sources.
        output: path of the trainer; the key of its text in what `compile` returns.
        spec_path: path of the spec as the trainer names it, relative to the trainer's folder.
        code: the user code that the spec names, and the user files that it imports.
        seen: files of data as they are now, by their paths in the spec; they may be elsewhere.
    """

    document: Document
    lock: Lock
    output: str
    spec_path: str
    code: Files = dataclasses.field(default_factory=Files)
    seen: Mapping[str, DataFile] = dataclasses.field(default_factory=dict)


class Analysis(NamedTuple):
    """The result of analyzing an input: diagnostics, and the resolved spec if there is one."""

    input: Input
    resolved: Resolved | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def digest(self) -> str:
        """Of the resolved spec and facts."""
        assert self.resolved is not None
        return digest(self.resolved)

    def require(self) -> Resolved:
        """The resolved spec of an input without errors.

        Raises:
            SpecError: it has some.
        """
        errors = [d for d in self.diagnostics if d.severity is Severity.ERROR]
        if errors or self.resolved is None:
            raise SpecError(self.diagnostics, dict(self.input.document.sources))
        return self.resolved


def analyze(given: Input) -> Analysis:
    """Every diagnostic of an input, located and sorted, and the resolved spec if it has one."""
    spec, found = validate(given.document, Spec)
    resolved = None
    if spec is not None:
        outcome = resolve(spec, given.lock, given.code)
        if isinstance(outcome, Diagnostic):
            found = (*found, outcome)
        else:
            stale = changed(spec, given.lock, given.seen) if given.seen else ()
            resolved = dataclasses.replace(outcome, output=given.output, changed=stale)
            found = (*found, *rules.check(resolved))
    located = (given.document.locate(diagnostic) for diagnostic in found)
    return Analysis(given, resolved, tuple(sorted(located, key=_position)))


def programs(analysis: Analysis) -> Iterator[tuple[str, Program]]:
    """The program after lowering and after each pass, with a summary of the stage."""
    from specc import passes
    from specc.lower import lower

    resolved = analysis.require()
    program = lower(resolved, spec_path=analysis.input.spec_path, digest=analysis.digest)
    yield "lowered from the resolved spec", program
    for stage, after in passes.run(program):
        yield f"{stage.name}: {stage.summary}", after


def emitted(analysis: Analysis) -> tuple[Program, Page]:
    """The program after all passes, and the page of the trainer.

    Raises:
        SpecError: the spec has errors.
    """
    from specc.emit import emit

    *_, (_, program) = programs(analysis)
    return program, emit(program, file_name=analysis.input.output.rpartition("/")[2])


def page_of(analysis: Analysis) -> Page:
    """The trainer, with the origins of its lines.

    Raises:
        SpecError: the spec has errors.
    """
    return emitted(analysis)[1]


def text_of(analysis: Analysis) -> str:
    """The trainer.

    Raises:
        SpecError: the spec has errors.
    """
    return page_of(analysis).text


def compile(*inputs: Input) -> dict[str, str]:  # noqa: A001 -- what it does
    """Compiles inputs to trainers, keyed by output path.

    Pure: the same inputs give the same bytes, and nothing is read, written or imported for it.

    Raises:
        SpecError: one of them has errors.
    """
    return {given.output: text_of(analyze(given)) for given in inputs}


def _position(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    place = diagnostic.span
    if place is None:
        return ("", 0, 0, diagnostic.code)
    return (place.file, place.line, place.column, diagnostic.code)
