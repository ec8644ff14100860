"""YAML 1.2 with the core schema.

PyYAML parses scalars by version 1.1 (`no` is false, `1e-3` a string, `1:00` sixty), keeps the last of
duplicate keys, and constructs any tag. So only its parser events are used, which also avoids recursion for
deep nesting and alias bombs.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any, NamedTuple

import yaml

from specc.document.source import MAX_DEPTH, MAX_VALUES, Entry, Scalar, Source, Tree, parse_integer

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **{
        sign + word: float(f"{sign}inf")
        for sign in ("", "+", "-")
        for word in (".inf", ".Inf", ".INF")
    },
}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_BASES = {"0o": 8, "0x": 16}

_CORE = "tag:yaml.org,2002:"
_PROPERTIES = r"(?:(?:!<[^>]*+>|[&!][^\s,\[\]{}]*+)(?:\s++|#[^\r\n]*+)*+)++"
_PROLOGUE = re.compile(r"(?:[ \t]*+(?:#[^\r\n]*+)?(?:\r\n?|\n))*+(%[^\r\n]*+)")
_VERSION = r"%YAML[ \t]+1\.[12][ \t]*(?:#.*)?"
_FOREIGN_BREAK = re.compile("[\x85\u2028\u2029]")
_LINE_END = r"\r\n?|\n|$"

_HINTS = {
    "mapping values are not allowed": "a value that has `: ` in it needs quotes",
    "cannot start any token": "a value that starts with this character needs quotes",
    "could not find expected ':'": "every key needs a `:` and a space after it",
    "did not find expected ',' or": "a bracket was opened and never closed, or a comma is missing",
    "did not find expected key": "the indentation may be off, or a bracket or quote not closed",
    "found unexpected end of stream": "a quote was opened and never closed",
    "unknown escape character": r"in double quotes a backslash is written \\",
}


@dataclasses.dataclass(slots=True, repr=False, eq=False)
class _Open:
    """A mapping or list that is still open."""

    value: list[Tree] | dict[str, Entry]
    start: int
    flow: bool
    anchor: str | None
    end: int
    key: tuple[str, int, int] | None = None
    size: int = 1
    height: int = 1


class _Anchored(NamedTuple):
    tree: Tree
    size: int
    height: int


def core_scalar(text: str) -> Scalar:
    """The value of an unquoted scalar.

    Raises:
        ValueError: an integer has more digits than Python converts.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "0123456789+-.":
        if _INT.fullmatch(text):
            return parse_integer(text, _BASES.get(text[:2], 10))
        if _FLOAT.fullmatch(text):
            return float(text)
    return text


def read(source: Source) -> Tree:
    """Reads the one document of a text.

    Raises:
        UnreadableError: the text is not YAML, or beyond the limits.
    """
    _refuse_foreign(source)
    reader = _Reader(source)
    try:
        for event in yaml.parse(source.text, Loader=_LOADER):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(source, error) from None
    return reader.root or Tree(None, source.place(0, 0))


def _refuse_foreign(source: Source) -> None:
    if foreign := _FOREIGN_BREAK.search(source.text):
        # PyYAML breaks lines here, as YAML 1.1 did; YAML 1.2 and editors do not.
        raise source.failure(
            "R004",
            "the file has a character that some programs treat as a line break",
            foreign.start(),
            foreign.end(),
            label=f"write it as \\u{ord(foreign.group()):04x} in double quotes",
        )
    directive = _PROLOGUE.match(source.text)
    if directive and not re.fullmatch(_VERSION, directive[1]):
        raise source.failure(
            "R010", "a spec has no directives", *directive.span(1), label="remove this line"
        )


def _syntax_error(source: Source, error: yaml.MarkedYAMLError) -> Exception:
    mark = error.problem_mark or error.context_mark
    at = min(mark.index, len(source.text)) if mark else len(source.text)
    problem = error.problem or "broken syntax"
    if "<document start>" in problem:
        problem = "there is more after the end of the value"
    label = next((hint for text, hint in _HINTS.items() if text in problem), "")
    if source.text[at : at + 1] == "\t":
        label = "YAML is indented with spaces, not with tabs"
    notes = []
    if error.context and error.context_mark and error.context_mark.index != at:
        line = source.place(error.context_mark.index, error.context_mark.index).line
        notes.append(f"{error.context}, which began in line {line}")
    end = min(at + 1, len(source.text))
    if source.text[at:end] in ("\r", "\n"):
        end = at
    message = f"this is not YAML: {problem}"
    return source.failure("R005", message, at, end, label=label, notes=notes)


class _Reader:
    """Builds the tree from events, with an explicit stack."""

    def __init__(self, source: Source):
        self.source = source
        self.root: Tree | None = None
        self.stack: list[_Open] = []
        self.anchored: dict[str, _Anchored] = {}
        self.documents = 0
        self.values = 0

    def take(self, event: yaml.Event) -> None:
        """The next event of the parser."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._several(event)

    def _several(self, event: Any) -> Exception:
        start, end = event.start_mark.index, event.end_mark.index
        message = "several documents in one file"
        return self.source.failure("R009", message, start, end, label="the second one")

    def _scalar(self, event: Any) -> None:
        start, end = self._after_properties(event), event.end_mark.index
        plain = event.implicit[0] and event.tag is None
        if event.style in ("|", ">"):
            end = self._block_end(start, end)
        value: Scalar = event.value
        if plain or event.tag not in (None, "!", f"{_CORE}str"):
            value = self._meaning(event.value, start, end)
            self._check_tag(event, value, start)
        elif isinstance(value, str):
            value = self.source.string(value, start, end)
        self._count(1, start, end)
        if self._awaits_key():
            self._key(value, event.value, start, end, merge=plain and value == "<<")
            if event.anchor is not None:
                tree = Tree(value, self.source.place(start, end))
                self.anchored[event.anchor] = _Anchored(tree, 1, 0)
            return
        tree = Tree(value, self.source.place(start, end))
        self._add(tree, event.anchor, 1, 0, end)

    def _meaning(self, text: str, start: int, end: int) -> Scalar:
        try:
            return core_scalar(text)
        except ValueError:
            return self.source.integer(text, _BASES.get(text[:2], 10), start, end)

    def _check_tag(self, event: Any, value: Scalar, start: int) -> None:
        """Accepts tags of the core schema that match the value."""
        if event.tag is None:
            return
        kind = "null" if value is None else type(value).__name__
        if event.tag != _CORE + kind:
            self._refuse_tag(event, start)

    def _refuse_tag(self, event: Any, end: int) -> None:
        begin = event.start_mark.index
        end = begin + len(self.source.text[begin:end].rstrip())
        tag = event.tag.replace(_CORE, "!!")
        raise self.source.failure(
            "R010", f"the tag {tag} is not supported", begin, end, label="write the plain value"
        )

    def _open(self, event: Any) -> None:
        start = self._after_properties(event)
        mapping = isinstance(event, yaml.MappingStartEvent)
        if event.tag not in (None, "!", _CORE + ("map" if mapping else "seq")):
            self._refuse_tag(event, start)
        if len(self.stack) >= MAX_DEPTH:
            raise self.source.too_deep(start, start + 1)
        if self._awaits_key():
            raise self.source.failure(
                "R012", "a key is not a string", start, start + 1, label="keys are plain words"
            )
        self._count(1, start, start + 1)
        value: list[Tree] | dict[str, Entry] = {} if mapping else []
        self.stack.append(_Open(value, start, event.flow_style, event.anchor, start + 1))

    def _close(self, event: Any) -> None:
        done = self.stack.pop()
        # Where a block ends, the parser has already skipped the comments after it.
        end = event.end_mark.index if done.flow else done.end
        tree = Tree(done.value, self.source.place(done.start, end))
        self._add(tree, done.anchor, done.size, done.height, end)

    def _alias(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        name = event.anchor
        known = self.anchored.get(name)
        if any(frame.anchor == name for frame in self.stack):
            label = f"&{name} has not ended yet"
            raise self.source.failure("R008", "an alias of itself", start, end, label=label)
        if known is None:
            label = f"there is no &{name} before it"
            raise self.source.failure("R005", "an alias of nothing", start, end, label=label)
        if len(self.stack) + known.height > MAX_DEPTH:
            raise self.source.too_deep(start, end)
        self._count(known.size, start, end)
        if self._awaits_key():
            shown = "" if isinstance(known.tree.value, list | dict) else str(known.tree.value)
            value = None if isinstance(known.tree.value, list | dict) else known.tree.value
            self._key(value, shown, start, end, merge=False)
            return
        tree = Tree(known.tree.value, self.source.place(start, end))
        self._add(tree, None, known.size, known.height, end)

    def _awaits_key(self) -> bool:
        return (
            bool(self.stack)
            and self.stack[-1].key is None
            and isinstance(self.stack[-1].value, dict)
        )

    def _key(self, value: Scalar, text: str, start: int, end: int, *, merge: bool) -> None:
        if merge:
            label = "use `extends`, or an alias for a complete value"
            self.source.report("R011", "YAML 1.2 has no merge key `<<`", start, end, label=label)
        elif not isinstance(value, str):
            label = f'quote it: "{text}"' if text else "keys are plain words"
            self.source.report("R012", "a key is not a string", start, end, label=label)
        self.stack[-1].key = (text, start, end)
        self.stack[-1].end = end

    def _add(self, tree: Tree, anchor: str | None, size: int, height: int, end: int) -> None:
        if anchor is not None:
            self.anchored[anchor] = _Anchored(tree, size, height)
        if not self.stack:
            self.root = tree
            return
        frame = self.stack[-1]
        frame.end = max(frame.end, end)
        frame.size += size
        frame.height = max(frame.height, height + 1)
        if isinstance(frame.value, list):
            frame.value.append(tree)
            return
        assert frame.key is not None, "a value follows its key"
        key, start, stop = frame.key
        frame.key = None
        if key in frame.value:
            self.source.duplicate(key, start, stop, frame.value[key].key.start)
        else:
            frame.value[key] = Entry(self.source.place(start, stop), tree)

    def _count(self, size: int, start: int, end: int) -> None:
        self.values += size
        if self.values > MAX_VALUES:
            raise self.source.too_many(start, end)

    def _after_properties(self, event: Any) -> int:
        """The start of a value, after its anchor and tag."""
        start: int = event.start_mark.index
        if event.anchor is None and event.tag is None:
            return start
        match = re.compile(_PROPERTIES).match(
            self.source.text, start, max(event.end_mark.index, start)
        )
        return match.end() if match else start

    def _block_end(self, start: int, end: int) -> int:
        """The end of a block scalar, after its last non-empty line."""
        body = self.source.text[start:end]
        if "+" in body[:3]:
            return end
        kept = len(body.rstrip())
        last = re.compile(_LINE_END).search(body, kept)
        return start + (last.end() if last else kept)
