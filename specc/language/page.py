"""Generates docs/language.md: `python -m specc.language.page`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from specc.language.family import Family, first, member, text
from specc.language.reference.examples import example, member_example
from specc.language.reference.fields import Field, fields, lacks, own_fields, shared_fields
from specc.language.reference.sections import Section, introduction, joined, sections

_SHORT = 60  # characters of an example that fits in a table
_HEAD = """\
# The language

Every block and field of a spec, generated from the models of the language. [The guide](guide.md) explains how
they work together. `specc help PATH` prints a section in the terminal: `specc help optimizer.adamw`.

```yaml
# yaml-language-server: $schema=specc.schema.json
specc: 1
name: digits_classifier
task: classification
model: {type: mlp, hidden: [256, 128]}
data:
  source: {type: sklearn, name: digits}
  holdout: 15%
  batch_size: 128
optimizer:
  type: adamw
  learning_rate: {type: cosine, peak: 3e-3, warmup: 5%}
train: {duration: 100 epochs}
```

- **Values.** YAML 1.2, JSON or TOML. Unknown keys are errors. A number is written without quotes (`1e-3`), an
  integer without a point.
- **Durations** are `1000 steps`, `5 epochs`, `2M examples` or `10%` of the run. Amounts can have the suffixes
  `k`, `M` and `B`. **Shares** are `15%`.
- **`type`** chooses between alternatives, each with fields of its own. Many that need no fields can be
  written as their names alone, where it says so: `norm: batch` is `norm: {type: batch}`.
- **Schedules.** A "number or schedule" can change during the run:
  `dropout: {type: linear, start: 0.0, end: 0.2}`.
- **Editors.** The first line above is for editors with
  [yaml-language-server](https://github.com/redhat-developer/yaml-language-server) (the YAML extension of
  VS Code, Neovim, Emacs and others): they complete keys and values, show what a field means, mark mistakes.
  `specc schema > specc.schema.json` writes the file. Its path is relative to the spec. A file that is only
  extended by others is not a complete spec, and needs no such line.

## Contents

"""


def page() -> str:
    """The language as Markdown."""
    return _HEAD + "\n".join([*_contents(), "", *map(_section, sections())])


def _contents() -> Iterator[str]:
    paths = [section.path for section in sections()]
    for section in sections():
        depth = sum(section.path.startswith(f"{path}.") for path in paths)
        yield f"{'  ' * depth}- {_link(section.path)}"


def _section(section: Section) -> str:
    parts = [f"## {_heading(section.path)}"]
    parts += introduction(section.key, section.target, section.node)
    if isinstance(section.target, Family):
        if not section.variant:
            parts += _members(section, section.target)
    else:
        parts += [_yaml(section.yaml(example(section.target)))] if section.path else []
        parts.append(_table(fields(section.target)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _members(section: Section, family: Family) -> Iterator[str]:
    rows = [
        [f"[`{name}`](#{_anchor(f'{section.path}.{name}')})", first(text(block))]
        for name in family.names()
        for block in [member(family.package, name)]
    ]
    yield _rows(["`type`", "what it is"], rows)
    common = shared_fields(family)
    if common:
        yield "Most of them also have these fields:"
        yield _table(common)
    for name in family.names():
        block = member(family.package, name)
        yield f"### {_heading(f'{section.path}.{name}')}"
        yield " ".join([*text(block).split(), *block.remarks()])
        yield _yaml(section.yaml(member_example(family, name)))
        yield _table(own_fields(family, name))
        missing = lacks(family, name)
        if missing and len(missing) == len(common):
            yield "It has none of the fields that most have."
        elif missing:
            yield f"It has no {joined((f'`{key}`' for key in missing), 'or')}."


def _table(fields: Iterable[Field]) -> str:
    rows = [
        [f"`{field.key}`", _type(field), field.unit, _default(field), _description(field)]
        for field in fields
    ]
    return _rows(["field", "type", "unit", "default", "description"], rows) if rows else ""


def _type(field: Field) -> str:
    text = field.type
    for target in field.targets:
        path = next((s.path for s in sections() if s.target == target), None)
        noun = target.noun if isinstance(target, Family) else "mapping"
        if path is not None:
            text = re.sub(rf"\b{noun}(s?)\b", rf"[{noun}\1](#{_anchor(path)})", text, count=1)
    return text


def _default(field: Field) -> str:
    example = f", e.g. `{field.example}`" if len(field.example) <= _SHORT else ""
    if field.required:
        return f"**required**{example}"
    if field.default is None:
        return f"not set{example}"
    if field.default == "{}" and field.targets:
        return "its own defaults"
    return f"`{field.default}`{example if field.default in ('[]', '{}') else ''}"


def _description(field: Field) -> str:
    if not field.choices:
        return field.description
    words = joined((f"`{word}`" for word in field.choices), "or")
    return f"{field.description} One of {words}."


def _rows(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def _yaml(text: str) -> str:
    return f"```yaml\n{text}\n```"


def _heading(path: str) -> str:
    return f"`{path}`" if path else "The spec"


def _anchor(path: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", _heading(path).lower()).replace(" ", "-")


def _link(path: str) -> str:
    return f"[{_heading(path)}](#{_anchor(path)})"


if __name__ == "__main__":
    print(page(), end="")
