"""`specc help`: a block or field of the language, in the terminal."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator

from specc.cli import console
from specc.language.family import Family, first, member, text
from specc.language.reference.examples import example_of, member_example
from specc.language.reference.fields import Field, fields, own_fields, shared_fields
from specc.language.reference.sections import Section, introduction, sections
from specc.language.reference.topics import Topic, UnknownPathError, elsewhere, find
from specc.language.reference.yaml_text import block_style
from specc.language.wording import close_to

_WIDEST = 80
_NEAR = 0.7  # similarity of a suggestion; `nonsense` and `none` have 0.67
_TIMES = "steps, epochs, examples, tokens or %"  # the example in the type shows it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "path",
        nargs="?",
        default="",
        metavar="PATH",
        help="a block, an alternative or a field: model, model.cnn, model.cnn.norm; without it, the blocks "
        "of a spec",
    )


def run(arguments: argparse.Namespace) -> int:
    """Prints what a path is."""
    path = arguments.path.strip(".")
    color = console.colored(sys.stdout)
    try:
        topic, *others = _find(path)
    except UnknownPathError as error:
        return _unknown(path, error)
    if others and topic.target is None:
        console.say(_painted(_choice(path, [topic, *others]), color=color))
        return 0
    console.say(shown(topic, color=color))
    if others:
        also = ", ".join(other.path for other in others)
        console.say("\n" + _painted([_wrap(f"There are also {also}.")], color=color))
    return 0


def _find(path: str) -> list[Topic]:
    """What a path leads to, several topics if its beginning is left out and several have such an end."""
    try:
        return [find(path)]
    except UnknownPathError as error:
        if error.before:
            raise
        word, _, rest = path.partition(".")
        found = sorted({*elsewhere(word)}, key=lambda known: known.count("."))
        topics: dict[object, Topic] = {}
        for start in found:
            try:
                places = [find(f"{start}.{rest}" if rest else start)]
            except UnknownPathError as inner:
                error = inner
                continue
            if not rest and places[0].path != start:  # members differ in it
                usual = places[0]  # comes first
                others = (one for one in _of_members(start) if one.path != usual.path)
                places = [usual, *others]
            for topic in places:
                topics.setdefault((len(places) == 1 and topic.target) or topic.path, topic)
        if not topics:
            raise error
        return [*topics.values()]


def _of_members(path: str) -> Iterator[Topic]:
    """A field of each member of a family that has it."""
    before, _, key = path.rpartition(".")
    holder = find(before)
    for target in holder.field.targets if holder.field else ():
        for name in target.names() if isinstance(target, Family) else ():
            topic = find(f"{before}.{name}")
            if key in [field.key for field in fields(topic.target)]:
                yield find(f"{before}.{name}.{key}")


def _choice(word: str, topics: Iterable[Topic]) -> Iterator[str]:
    """Fields of one name, with their paths."""
    yield f"\1{word}\2 is the name of several fields"
    for topic in topics:
        yield f"\n\1{topic.path}\2"
        if topic.field is not None:
            yield f"  {_kind(topic.field)}"
            yield _wrap(topic.field.description, "      ", "      ")


def _unknown(path: str, error: UnknownPathError) -> int:
    from specc.cli.main import COMMANDS, main  # which imports this module

    if path in COMMANDS:
        main([path, "--help"])
    place = f"`{error.before}`" if error.before else "a spec"
    words = error.words
    meant = close_to(error.word, words, _NEAR)
    if meant is None and not error.before:
        everything = {section.key for section in sections()} | {
            name
            for section in sections()
            if isinstance(section.target, Family)
            for name in section.target.names()
        }
        meant = close_to(error.word, everything, _NEAR)
    before = f"{error.before}." if error.before else ""
    if meant in words:
        meant = f"{before}{meant}"
    console.error(f"there is no `{error.word}` in {place}", f"specc help {meant}" if meant else "")
    if meant is None and words:
        console.tell(_wrap(f"there are {', '.join(words)}", "  = ", "    "))
    return 2


def shown(topic: Topic, *, color: bool = False) -> str:
    """What `specc help` prints about a topic."""
    return _painted(_parts(topic), color=color)


def _painted(parts: Iterable[str], *, color: bool) -> str:
    """Lines with escapes in place of their marks, or nothing."""
    lines = "\n".join(parts).strip("\n")
    return _colored(lines) if color else _uncolored(lines)


def _parts(topic: Topic) -> Iterator[str]:
    r"""Lines, in which `\1…\2` is bold and `\3…\2` is dim."""
    field, target = topic.field, topic.target
    key = topic.path.rpartition(".")[2]
    yield f"\1{topic.path or 'The blocks and fields of a spec'}\2"
    if field is not None:
        yield from (f"  {line}" for line in _facts(field))
        yield ""
        for paragraph in introduction(key, target, topic.node):
            yield _wrap(paragraph)
        example = {key: example_of(topic.node)}
        yield "\n" + textwrap.indent(block_style(example), "    ")
    elif topic.path:
        yield _wrap(" ".join([*text(target).split(), *target.remarks()]))
    if isinstance(target, Family):
        yield from _family(topic.path, target)
    elif target is not None:
        yield from _block(topic)
    for other in field.targets if field and target is None else ():
        if isinstance(other, Family):
            yield from _family(topic.path, other)
        else:
            yield from _fields(fields(other))


def _facts(field: Field) -> Iterator[str]:
    yield from textwrap.wrap(_kind(field), 76)
    if field.choices:
        yield _wrap(", ".join(field.choices))


def _kind(field: Field) -> str:
    state = "required" if field.required else f"default: {_default(field)}"
    unit = f", in {field.unit}" if field.unit and field.unit not in ("%", _TIMES) else ""
    return f"{field.type}{unit}; \3{state}\2"


def _default(field: Field) -> str:
    if field.default is None:
        return "not set"
    return "its own defaults" if field.default == "{}" and field.targets else field.default


def _family(path: str, family: Family) -> Iterator[str]:
    if family.variant:
        return
    names = [*family.parts()]
    width = max(map(len, names)) + 2
    yield "\n\1type\2"
    for name in names:
        said = first(text(member(family.package, name)))
        yield _wrap(said, f"  \1{name}\2{' ' * (width - len(name))}", " " * (width + 2))
    common = shared_fields(family)
    if common:
        yield "\n\1fields of most of them\2"
        yield from _fields(common, heading=False)
    yield f"\n\3specc help {path}.{family.usual or names[0]} shows one\2"


def _block(topic: Topic) -> Iterator[str]:
    name = topic.path.rpartition(".")[2]
    if topic.family is not None:
        path = topic.path.rpartition(".")[0]
        placed = Section(path, topic.family, topic.node)
        yield "\n" + textwrap.indent(placed.yaml(member_example(topic.family, name)), "    ")
        own = own_fields(topic.family, name)
        keys = {field.key for field in own}
        yield from _fields(own)
        rest = [field for field in fields(topic.target) if field.key not in keys]
        if rest:
            yield "\n\1fields that it shares with others\2"
            yield from _fields(rest, heading=False)
        return
    yield from _fields(fields(topic.target))


def _fields(fields: Iterable[Field], *, heading: bool = True) -> Iterator[str]:
    found = [*fields]
    if found and heading:
        yield "\n\1fields\2"
    for field in found:
        yield _wrap(_kind(field), f"  \1{field.key}\2  ", "      ")
        yield _wrap(field.description, "      ", "      ")


def _wrap(said: str, start: str = "", after: str = "") -> str:
    width = min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns)
    bare = re.sub("[\1\2\3]", "", start)
    lines = textwrap.wrap(
        said,
        width + 2 * ("\3" in said),  # the marks take no room
        initial_indent=" " * len(bare),
        subsequent_indent=after,
        break_long_words=False,
        break_on_hyphens=False,
    )
    lines = lines or [bare]
    return "\n".join([start + lines[0][len(bare) :], *lines[1:]])


def _colored(marked: str) -> str:
    return marked.replace("\1", "\033[1m").replace("\2", "\033[0m").replace("\3", "\033[2m")


def _uncolored(marked: str) -> str:
    return re.sub("[\1\2\3]", "", marked)
