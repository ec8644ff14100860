"""What a path through the language leads to, such as `model.cnn.norm`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from specc.language.block import Block
from specc.language.family import Family, Part, member
from specc.language.json_schema import Node, properties, required
from specc.language.reference.fields import Field, field_of
from specc.language.reference.sections import ROOT, parts_of, sections


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
    field = field_of(key, node, key in required(block))
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
        for path, _ in parts_of(section):
            if path.rpartition(".")[2] == word:
                yield path
