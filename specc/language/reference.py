"""The language as a reference: its blocks, families and fields in words, with examples.

`specc help` and docs/language.md (`specc.language.page`) are two forms of this. All of it is made from the
models.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from specc.language.block import Block
from specc.language.family import TARGET, ByField, ByType, Family, Part, member, text
from specc.language.json_schema import Node, properties, references, required
from specc.language.type_text import type_text
from specc.language.written import WrittenSpec

ROOT = WrittenSpec
_FEW = 4  # members of a family that have no table of their own for what they share
_SHORT = 2  # words of a text that says no more than a name
_WIDTH = 76  # of a line of YAML
_PLAIN = re.compile(
    r"[A-Za-z_./*][A-Za-z0-9_./*%-]*( [A-Za-z0-9_./*%-]+)*\.?|[0-9.]+( ?[A-Za-z%]+)"
)
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", ".nan", ".inf"}


class Field(NamedTuple):
    """A key of a block.

    Attributes:
        key: as a spec has it.
        type: its type in words.
        unit: the unit of its numbers, or what it counts; empty if there is none.
        default: as a spec would have it; None if there is none.
        required: whether a block needs it.
        description: what it means.
        choices: the words that it can be, if its type does not list them.
        targets: the blocks and families that its value can be.
        node: its schema.
    """

    key: str
    type: str
    unit: str
    default: str | None
    required: bool
    description: str
    choices: tuple[str, ...]
    targets: tuple[Any, ...]
    node: Node

    @property
    def example(self) -> str:
        """A value, as YAML."""
        return flow(example_of(self.node))


def fields(target: type[Block] | Part) -> list[Field]:
    """The fields of a block, the required ones first, without its `type`."""
    block = target.block if isinstance(target, Part) else target
    kept = target.fields if isinstance(target, Part) else properties(block)
    needed = required(block)
    found = [
        _field(key, node, key in needed)
        for key, node in properties(block).items()
        if key in kept and key != "type"
    ]
    return sorted(found, key=lambda field: not field.required)


def _field(key: str, node: Node, needed: bool) -> Field:
    words = tuple(str(word) for word in node.get("enum", ()))
    return Field(
        key,
        node["title"],
        node.get("unit", ""),
        flow(node["default"]) if "default" in node else None,
        needed,
        node.get("description", ""),
        words if all(map(str.isidentifier, words)) and "name" in node["title"] else (),
        tuple(dict.fromkeys(references(node))),
        node,
    )


def example_of(node: Node) -> Any:
    """A value of a field: the one that it gives itself, or else one that its type has."""
    if "examples" in node:
        return node["examples"][0]
    if "default" in node and node["default"] not in ([], {}):
        return (not node["default"]) if isinstance(node["default"], bool) else node["default"]
    if TARGET in node:
        target = node[TARGET]
        return _usual(target) if isinstance(target, Family) else example(target)
    if "anyOf" in node:
        return example_of(node["anyOf"][0])
    if "const" in node or "enum" in node:
        return node.get("const", node.get("enum", [None])[0])
    if node["type"] == "array":
        items = node.get("prefixItems") or [node["items"]]
        return [example_of(item) for item in items]
    if node["type"] == "object":
        inner = node.get("additionalProperties") or next(iter(node["patternProperties"].values()))
        return {"name": example_of(inner)}
    if node["type"] == "boolean":
        return True
    raise LookupError(f"a field of the type {type_text(node)!r} has neither default nor example")


def _usual(family: Family) -> Any:
    """The member that an example has, as short as it can be written."""
    usual = family.usual
    if family.shorthand is not None:
        node = family.shorthand.schema(family, properties)
        short = node.get("enum") or node["examples"]
        return usual if usual in short else short[0]
    return example(family.parts()[usual or family.names()[0]], frozenset(shared(family)))


def example(target: type[Block] | Part, skipped: frozenset[str] = frozenset()) -> Any:
    """A mapping of a block: what it needs, and what its fields give examples for.

    Args:
        target: the block.
        skipped: optional fields to leave out.
    """
    block = target.block if isinstance(target, Part) else target
    kept = target.fields if isinstance(target, Part) else properties(block)
    skip = {*skipped, *getattr(block, "apart", ())}
    found: dict[str, Any] = {}
    for key, node in properties(block).items():
        if key == "type":
            found = {"type": node["const"], **found}
        elif key in kept and (key in required(block) or (_unset(node) and key not in skip)):
            found[key] = example_of(node)
    return found


def _unset(node: Node) -> bool:
    """Whether a field has an example in place of a default."""
    return "examples" in node and not node.get("default")


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


def shared(family: Family) -> dict[str, Node]:
    """The fields that most members of a large family have."""
    blocks = [member(family.package, name) for name in family.names()]
    if len(blocks) <= _FEW:
        return {}
    counts: Counter[str] = Counter()
    nodes: dict[str, Node] = {}
    for block in blocks:
        for key, node in properties(block).items():
            mark = f"{key} {node}"
            counts[mark] += 1
            nodes[mark] = node
    common = [mark for mark, count in counts.items() if 2 * count > len(blocks)]
    return {mark.partition(" ")[0]: nodes[mark] for mark in common}


def shared_fields(family: Family) -> list[Field]:
    """The same as fields."""
    needed = {key for name in family.names() for key in family.required(name)}
    return [_field(key, node, key in needed) for key, node in shared(family).items()]


def own_fields(family: Family, name: str) -> list[Field]:
    """The fields of a member that its family does not share."""
    block = member(family.package, name)
    same = shared(family)
    return [field for field in fields(block) if same.get(field.key) != properties(block)[field.key]]


def lacks(family: Family, name: str) -> list[str]:
    """The shared fields that a member does not have."""
    return [key for key in shared(family) if key not in properties(member(family.package, name))]


def member_example(family: Family, name: str) -> Any:
    """A mapping of a member, without optional fields that the family shares."""
    return example(member(family.package, name), frozenset(shared(family)))


@functools.cache
def sections() -> tuple[Section, ...]:
    """Every block and family, each once, after what it is part of."""
    inside: dict[str, list[Section]] = {}
    waiting = [Section("", ROOT, {})]
    met: set[Any] = {ROOT}
    for section in waiting:  # which grows, so that each is met on the shortest way
        for path, node in _parts(section):
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


def _parts(section: Section) -> Iterator[tuple[str, Node]]:
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


class Topic(NamedTuple):
    """What a path leads to.

    Attributes:
        path: the path.
        field: the field that it ends with, if it does.
        holder: the block that has the field.
        target: the block, or the family.
        node: the schema of the last field on the path.
        family: the family that the block is a member of, if it is one.
    """

    path: str
    field: Field | None
    target: Any
    node: Node
    family: Family | None = None


class UnknownPathError(LookupError):
    """A path that leads nowhere.

    Attributes:
        before: the part of the path that is known.
        word: the first that is not.
        words: what could stand there.
    """

    def __init__(self, before: str, word: str, words: list[str]):
        super().__init__(word)
        self.before = before
        self.word = word
        self.words = words


def find(path: str) -> Topic:
    """What a path is about: `model`, `model.cnn`, `model.cnn.norm`, `optimizer.weight_decay`.

    Raises:
        UnknownPathError: the path leads nowhere.
    """
    topic = Topic("", None, ROOT, {})
    words = [word for word in path.split(".") if word]
    for number, word in enumerate(words):
        found = _step(topic, word, last=number == len(words) - 1)
        if found is None:
            known = sorted({*_words(topic)})
            raise UnknownPathError(".".join(words[:number]), word, known)
        topic = found
    return topic


def _step(topic: Topic, word: str, *, last: bool) -> Topic | None:
    """What a word leads to; the last one names the member whose field it is if members differ in it."""
    path = f"{topic.path}.{word}" if topic.path else word
    targets = [topic.target] if topic.field is None else [*topic.field.targets]
    for target in targets:
        if not isinstance(target, Family):
            block = target.block if isinstance(target, Part) else target
            if word in properties(block) and word != "type":
                return _at(path, block, word)
        elif word in target.names():
            return Topic(path, None, member(target.package, word), topic.node, target)
    for target in targets:
        if isinstance(target, Family):
            blocks = {name: properties(member(target.package, name)) for name in target.names()}
            having = [name for name, nodes in blocks.items() if word in nodes and word != "type"]
            if having:
                name = target.usual if target.usual in having else having[0]
                same = all(blocks[other][word] == blocks[name][word] for other in having)
                path = path if same or not last else f"{topic.path}.{name}.{word}"
                return _at(path, member(target.package, name), word)
    return None


def _at(path: str, block: type[Block], key: str) -> Topic:
    node = properties(block)[key]
    field = _field(key, node, key in required(block))
    return Topic(path, field, field.targets[0] if len(field.targets) == 1 else None, node)


def _words(topic: Topic) -> Iterator[str]:
    """What can follow on a path."""
    for target in [topic.target] if topic.field is None else topic.field.targets:
        if isinstance(target, Family):
            yield from target.names()
            blocks = [member(target.package, name) for name in target.names()]
        else:
            blocks = [target.block if isinstance(target, Part) else target]
        for block in blocks:
            yield from (key for key in properties(block) if key != "type")


def elsewhere(word: str) -> Iterator[str]:
    """Paths whose last part is a word."""
    for section in sections():
        if section.key == word:
            yield section.path
        if section.variant:
            continue
        if isinstance(section.target, Family) and word in section.target.names():
            yield f"{section.path}.{word}"
        for path, _ in _parts(section):
            if path.rpartition(".")[2] == word:
                yield path


def flow(value: Any) -> str:
    """A value as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, float):
        exact = repr(value)
        short = re.sub(r"e([-+])0?", lambda m: "e-" if m[1] == "-" else "e", f"{value:g}")
        tiny = re.fullmatch(r"0\.00+(\d)", exact)
        short = f"{tiny[1]}e-{len(exact) - 2}" if tiny else short
        return short if float(short) == value and ("e" in short or "." in short) else exact
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS and value[0] != "*"
        return value if plain else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


def block_style(value: Mapping[str, Any], indent: int = 0) -> str:
    """A mapping as lines of YAML: short values on a line each, others over several."""
    lines = []
    for key, inner in value.items():
        start = f"{' ' * indent}{key}:"
        short = f"{start} {flow(inner)}"
        if (
            isinstance(inner, Mapping)
            and inner
            and (len(short) > _WIDTH or (not indent and len(inner) > 2))
        ):
            lines.append(f"{start}\n{block_style(inner, indent + 2)}")
        elif isinstance(inner, list) and len(short) > _WIDTH and isinstance(inner[0], Mapping):
            lines += [start, *(_item(item, indent + 2) for item in inner)]
        else:
            lines.append(short)
    return "\n".join(lines)


def _item(item: Any, indent: int) -> str:
    """An item of a list, on one line if it fits."""
    start = f"{' ' * indent}- "
    short = start + flow(item)
    if len(short) <= _WIDTH or not isinstance(item, Mapping):
        return short
    return start + block_style(item, indent + 2).lstrip()
