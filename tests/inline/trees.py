"""Small packages of somebody's own, as texts by path, and what becomes of them."""

from __future__ import annotations

import ast
import sys
import textwrap
import types
from collections.abc import Mapping

from specc.inline.dependencies import collect_dependencies
from specc.inline.modules import roots_of
from specc.inline.problems import Kind, Problem
from specc.inline.rewrite import InlinedCode, inline_code
from specc.language.code import Files


def files(texts: Mapping[str, str], path: str) -> Files:
    """The files, without the indentation that they have in a test."""
    plain = {name: textwrap.dedent(text).lstrip("\n") for name, text in texts.items()}
    return Files(plain, roots=roots_of(path, plain.__contains__))


def inlined(
    texts: Mapping[str, str],
    name: str = "Net",
    path: str = "nets/mine.py",
    used: Mapping[str, str] | None = None,
) -> InlinedCode:
    """Inlines definitions, which must succeed, and returns valid Python."""
    followed = collect_dependencies(files(texts, path), ((path, name),))
    assert [p for p in followed.problems if p.kind is not Kind.LEFT_OUT] == []
    found = inline_code(followed, used or {})
    ast.parse(found.text)
    return found


def run(found: InlinedCode, **given: object) -> dict[str, object]:
    """The names that the text gives when it is run behind its imports."""
    lines = []
    for item in found.imports:
        alias = f" as {item.alias}" if item.alias else ""
        what = f"from {item.module} import {item.name}" if item.name else f"import {item.module}"
        lines.append(f"{what}{alias}\n")
    module = sys.modules["inlined"] = types.ModuleType("inlined")  # dataclasses look there
    vars(module).update(given)
    code = compile("".join(lines) + found.text, "inlined.py", "exec", dont_inherit=True)
    exec(code, vars(module))
    return vars(module)


def problems(
    texts: Mapping[str, str], name: str = "Net", path: str = "nets/mine.py"
) -> tuple[Problem, ...]:
    """What is in the way."""
    return collect_dependencies(files(texts, path), ((path, name),)).problems
