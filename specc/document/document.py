"""A spec as written: its values, and the place of each key and value.

Reading does not interpret a spec. Later stages report problems by path, and the document maps paths to
places in files.
"""

from __future__ import annotations

import codecs
import dataclasses
import pathlib
from collections.abc import Iterator, Mapping
from typing import Any

from specc.document.diagnostics import Diagnostic, Path, Severity, SourceSpan, UnreadableError
from specc.document.source import MAX_BYTES, Source, Tree, file_place
from specc.fast_dataclasses import dataclass

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Document:
    """Plain values and their places.

    Attributes:
        file: the name of the file, as the user gave it.
        value: mappings, lists and scalars.
        places: of every value.
        key_places: of every key of a mapping, by the path of the value that it introduces.
        sources: the text of every file that the values come from; of the overrides, as `--set`.
        files: the SHA-256 of every file that was read, in the order of reading.
        overrides: the arguments of `--set`.
    """

    file: str
    value: Any
    places: Mapping[Path, SourceSpan]
    key_places: Mapping[Path, SourceSpan]
    sources: Mapping[str, str]
    files: Mapping[str, str] = dataclasses.field(default_factory=dict)
    overrides: tuple[str, ...] = ()

    def locate(self, diagnostic: Diagnostic) -> Diagnostic:
        """The finding with its place, unless it has one already.

        A path that leads out of the document stands for the nearest value on the way: for its key,
        unless the value is a scalar (a shorthand, which says what is meant itself) or has none.
        """
        if diagnostic.span is not None:
            return diagnostic
        path = diagnostic.path
        while path not in self.places:
            path = path[:-1]
        on_key = diagnostic.on_key
        if path != diagnostic.path:
            on_key = isinstance(self.at(path), dict | list)
        place = self.places[path]
        if on_key:
            place = self.key_places.get(path, place)
        return dataclasses.replace(diagnostic, span=place)

    def scalars(self) -> Iterator[tuple[Path, Any]]:
        """Every value that is neither a mapping nor a list, with its path."""
        for path in self.places:
            value = self.at(path)
            if not isinstance(value, dict | list):
                yield path, value

    def at(self, path: Path) -> Any:
        """The value at a path.

        Raises:
            KeyError: the document has no value there.
        """
        if path not in self.places:
            raise KeyError(path)
        value = self.value
        for part in path:
            value = value[part]
        return value


def parse(data: bytes, file: str) -> Document:
    """Reads a file's content: JSON and TOML by the name of the file, everything else as YAML.

    Raises:
        UnreadableError: the content is not text, breaks the syntax or is beyond the limits.
        SpecError: it can be read, but keys are duplicated or no strings, or values are no spec's.
    """
    tree, text = parse_tree(data, file)
    return document_of(tree, file, {file: text})


def parse_tree(data: bytes, file: str) -> tuple[Tree, str]:
    """The same as a tree, which can still be merged, and the text that it was read from.

    Raises:
        UnreadableError: see `parse`.
        SpecError: see `parse`.
    """
    text = decode(data, file)
    source = Source(file, text)
    suffix = pathlib.PurePath(file).suffix.lower()
    if suffix == ".json":
        from specc.document.json_reader import read
    elif suffix == ".toml":
        from specc.document.toml_reader import read
    else:
        from specc.document.yaml_reader import read
    tree = read(source)
    if not isinstance(tree.value, dict):
        empty = tree.value is None and tree.place.start == tree.place.end
        raise source.failure(
            "R014",
            "the file is empty" if empty else "the file is not a mapping",
            tree.place.start,
            tree.place.end,
            label="a spec is a mapping of keys to values",
        )
    source.finish()
    return tree, text


def decode(data: bytes, file: str) -> str:
    """The text of a file, without a byte order mark.

    Raises:
        UnreadableError: it is too large or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        size = f"{len(data):,} bytes" if len(data) != MAX_BYTES + 1 else "more"
        raise _unreadable("R002", file, f"the file has {size}, a spec at most {MAX_BYTES:,} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = " (it looks like UTF-16)" if data.startswith(_UTF16) else ""
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the file is not UTF-8 text{hint}: byte {data[error.start]:#04x} in line {line}"
        raise _unreadable("R003", file, message) from None


def document_of(tree: Tree, file: str, sources: Mapping[str, str], **more: Any) -> Document:
    """Splits a tree into values and places; `more` are the document's other attributes."""
    places: dict[Path, SourceSpan] = {}
    key_places: dict[Path, SourceSpan] = {}

    def plain(tree: Tree, path: Path) -> Any:
        places[path] = tree.place
        if isinstance(tree.value, list):
            return [plain(item, (*path, index)) for index, item in enumerate(tree.value)]
        if isinstance(tree.value, dict):
            mapping = {}
            for key, entry in tree.value.items():
                key_places[(*path, key)] = entry.key
                mapping[key] = plain(entry.tree, (*path, key))
            return mapping
        return tree.value

    return Document(file, plain(tree, ()), places, key_places, sources, **more)


def _unreadable(code: str, file: str, message: str) -> UnreadableError:
    found = Diagnostic(code, Severity.ERROR, message, span=file_place(file))
    return UnreadableError((found,), {})
