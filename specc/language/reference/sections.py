"""Blocks and families where a spec has them, and what is said of each."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from specc.language.block import Block
from specc.language.family import ByField, ByType, Family, member, text
from specc.language.json_schema import Node, properties, references
from specc.language.reference.examples import example_of
from specc.language.reference.yaml_text import block_style, flow
from specc.language.written import WrittenSpec

ROOT = WrittenSpec
_SHORT = 2  # words of a text that says no more than a name


class Section(NamedTuple):
    """A block or a family, where a spec has it.

    Attributes:
        path: to it, as `specc help` takes it; empty for the spec itself.
        target: the block or family.
        node: the schema of the field that it is a value of.
    """

    path: str
    target: type[Block] | Family
    node: Node

    @property
    def key(self) -> str:
        """The key of the field."""
        return self.path.rpartition(".")[2]

    @property
    def text(self) -> str:
        """What it is."""
        return self.target.text if isinstance(self.target, Family) else text(self.target)

    @property
    def variant(self) -> bool:
        """Whether it is a part of another family, which has a section of its own."""
        return isinstance(self.target, Family) and bool(self.target.variant)

    def yaml(self, value: Any) -> str:
        """A value in its place, as lines of YAML."""
        return block_style(_placed(self.node, self.target, {self.key: value}, self.key))


def _placed(node: Node, target: Any, whole: dict[str, Any], key: str) -> dict[str, Any]:
    """The value of a field, in a list or under a name if the field has several."""
    for part in node.get("anyOf", [node]):
        if target in references(part.get("items")):
            return {key: [whole[key]]}
        if target in references(part.get("additionalProperties")):
            return {key: {next(iter(example_of(node))): whole[key]}}
    return whole


@functools.cache
def sections() -> tuple[Section, ...]:
    """Every block and family, each once, after what it is part of."""
    inside: dict[str, list[Section]] = {}
    waiting = [Section("", ROOT, {})]
    met: set[Any] = {ROOT}
    for section in waiting:  # which grows, so that each is met on the shortest way
        for path, node in parts_of(section):
            for target in references(node):
                if target not in met:
                    met.add(target)
                    found = Section(path, target, node)
                    waiting.append(found)
                    inside.setdefault(section.path, []).append(found)

    def ordered(section: Section) -> Iterator[Section]:
        yield section
        for found in inside.get(section.path, []):
            yield from ordered(found)

    return tuple(ordered(waiting[0]))


def parts_of(section: Section) -> Iterator[tuple[str, Node]]:
    """The fields in a section, each with its path."""
    start = f"{section.path}." if section.path else ""
    if section.variant:
        return
    if not isinstance(section.target, Family):
        for key, node in properties(section.target).items():
            yield start + key, node
        return
    blocks = {name: member(section.target.package, name) for name in section.target.names()}
    counts = Counter(
        (key, str([*references(node)]))
        for block in blocks.values()
        for key, node in properties(block).items()
    )
    usual: dict[str, str] = {}  # the kind that most members mean by a key has the shorter path
    for (key, kind), _ in reversed(counts.most_common()):
        if kind != "[]":
            usual[key] = kind
    for name, block in blocks.items():
        for key, node in properties(block).items():
            kind = str([*references(node)])
            several = counts[key, kind] > 1 and kind == usual.get(key, kind)
            yield f"{start}{key}" if several else f"{start}{name}.{key}", node


def introduction(key: str, target: Any, node: Node) -> list[str]:
    """What the value of a field is: what the field says, what the value is, and how it can be written.

    Args:
        key: of the field.
        target: the block or family that its value is; None for a plain value.
        node: the schema of the field.
    """
    told = target.text if isinstance(target, Family) else text(target) if target else ""
    trivial = len(told.split()) <= _SHORT
    said = [node.get("description", ""), "" if trivial and "description" in node else told]
    found = [" ".join(" ".join(dict.fromkeys(filter(None, said))).split())]
    if isinstance(target, Family) and isinstance(target.shorthand, ByField):
        short = target.shorthand
        value = flow(example_of(short.schema(target, properties)))
        found.append(
            f"`{key}: {value}` is short for `{{type: {short.type}, {short.field}: {value}}}`."
        )
    if isinstance(target, Family) and isinstance(target.shorthand, ByType):
        names = target.shorthand.schema(target, properties)["enum"]
        if names:
            one = target.usual if target.usual in names else names[0]
            found.append(f"The name alone is enough for those that need no fields: `{one}`.")
    if isinstance(target, Family) and target.variant:
        found.append(_variant(target))
    return found


def _variant(family: Family) -> str:
    """How a family differs from the other one of the same package."""
    whole = next(
        section
        for section in sections()
        if isinstance(section.target, Family)
        and section.target.package == family.package
        and not section.target.variant
    )
    missing = sorted({*whole.target.names()} - {*family.parts()})  # type: ignore[union-attr]
    without = f", without {joined(f'`{name}`' for name in missing)}" if missing else ""
    return f"One of those of `{whole.path}`{without}."


def joined(words: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, end = words
    return f"{', '.join(most)} {last} {end}" if most else end
