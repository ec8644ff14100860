"""Generates docs/mistakes.md: `python -m tests.mistakes.page`."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from specc.cli.render import render_text
from specc.compiler import Analysis, Input, analyze
from specc.document.diagnostics import Diagnostic, Severity
from specc.document.document import parse
from specc.document.fixing import apply_fixes
from specc.language.code import Files
from specc.resolve.lock import Lock

from .cases import BASE, CASES, Case

FILE = "spec.yaml"
_ROUNDS = 20

_HEAD = """\
# Words of other frameworks

What people write who come from PyTorch, Lightning, Hugging Face, Keras, scikit-learn, timm or Hydra, and what `specc check`
says. `specc check --fix` makes the edits after `fix:`. Where the meaning would change, or two are possible, there is a
note and no edit. The words are in `specc/language/synonyms/`: a row each.
"""


def text_of(case: Case) -> str:
    """The whole spec: the part, then the other blocks."""
    own = set(re.findall(r"^(\w+):", case.text, re.MULTILINE)) | set(case.without)
    return case.text + "".join(text for name, text in BASE.items() if name not in own)


def checked(case: Case, text: str) -> Analysis:
    """What `specc check` finds in it."""
    document = parse(text.encode(), FILE)
    document = dataclasses.replace(document, sources={**document.sources, **dict(case.code)})
    code = Files(dict(case.code), roots=("",))
    return analyze(Input(document, Lock(), "digits.py", FILE, code))


def errors(analysis: Analysis) -> list[Diagnostic]:
    """Its errors."""
    return [found for found in analysis.diagnostics if found.severity is Severity.ERROR]


def fixed(case: Case) -> str:
    """The spec after `specc check --fix`."""
    text = text_of(case)
    for _ in range(_ROUNDS):
        analysis = checked(case, text)
        fixes = [found.fix for found in errors(analysis) if found.fix is not None]
        after = apply_fixes(text, analysis.input.document, fixes)
        if after == text:
            break
        text = after
    return text


def page() -> str:
    """All mistakes as Markdown."""
    return "\n".join([_HEAD, *(line for case in CASES for line in _section(case))])


def _section(case: Case) -> Iterator[str]:
    yield f"## {case.title}\n\nKnown from {case.known_from}.\n\n```yaml\n{case.text}```\n"
    for path, text in case.code:
        yield f"```python\n# {path}\n{text}```\n"
    analysis = checked(case, text_of(case))
    drawn = render_text(errors(analysis), dict(analysis.input.document.sources), color=False)
    yield f"```text\n{drawn.strip()}\n```\n"
    after = fixed(case)
    if after != text_of(case):
        changed = _changed(case, after)
        left = errors(checked(case, after))
        rest = ", apart from what is left to say" if left else ""
        yield f"With `--fix`{rest}:\n\n```yaml\n{changed}```\n"


def _changed(case: Case, after: str) -> str:
    """The blocks of the fixed spec that are in the part, or not those of the base."""
    blocks = re.split(r"^(?=\w)", after, flags=re.MULTILINE)
    own = set(re.findall(r"^(\w+):", case.text, re.MULTILINE))
    return "".join(
        block for block in blocks if block not in BASE.values() or block.partition(":")[0] in own
    )


if __name__ == "__main__":
    print(page(), end="")
