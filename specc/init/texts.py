"""Texts: one to model, documents, rows with labels or tags, prompts with completions."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from specc.init.files import SETS, relative
from specc.init.sighting import Sighting
from specc.language.block import Block
from specc.language.document_formats.files import Files
from specc.language.document_formats.jsonl import Jsonl
from specc.language.sources.completions import Completions
from specc.language.sources.documents import Documents
from specc.language.sources.labeled_words import LabeledWords
from specc.language.sources.text import Text
from specc.language.sources.texts import Texts
from specc.language.sources.tokens import Tokens
from specc.language.tokenizers.bytes import Bytes
from specc.language.tokenizers.characters import Characters
from specc.probe.errors import DataError

_TEXT_FIELDS = ("text", "content", "document", "body", "sentence", "review", "story")
_LABEL_FIELDS = ("label", "labels", "target", "class", "sentiment", "category", "rating", "y")
_TAGS = (("tokens", "tags"), ("tokens", "ner_tags"), ("tokens", "labels"), ("words", "tags"))
_PROMPTS = (
    ("prompt", "completion"),
    ("prompt", "response"),
    ("instruction", "output"),
    ("instruction", "response"),
    ("question", "answer"),
    ("input", "output"),
    ("source", "target"),
)
"""What fields are called, the likeliest first."""

_MOST_CHARACTERS = 256
"""A text with more different ones is split into bytes, of which there are never more."""

_Format = Literal["csv", "parquet"]


def look_text(data: pathlib.Path, folder: pathlib.Path) -> Sighting:
    """A file of text, for a language model.

    Raises:
        DataError: it is empty, or not in UTF-8.
    """
    text = _read(data)
    if not text:
        raise DataError(f"{data} is empty", "name a file with text")
    source = Text(path=relative(data, folder), tokenizer=_tokenizer(text))
    return Sighting(source, **_others(source, data, folder))


def look_folder(data: pathlib.Path, folder: pathlib.Path) -> Sighting | None:
    """A folder with files of text, a document each; None if it has none."""
    for pattern in ("*.txt", "*.md"):
        files = sorted(data.glob(pattern))
        if len(files) == 1:
            return look_text(files[0], folder)
        if files:
            tokenizer = _tokenizer("".join(map(_read, files)))
            path = f"{relative(data, folder)}/{pattern}"
            source = Documents(path=path, format=Files(), tokenizer=tokenizer)
            return Sighting(source, end=_end(len(files)))
    return None


def look_tokens(data: pathlib.Path, folder: pathlib.Path) -> Sighting:
    """Numbers of tokens without a header, as nanoGPT writes them: train.bin and val.bin."""
    source = Tokens(path=relative(data, folder))
    return Sighting(source, **_others(source, data, folder))


def look_jsonl(data: pathlib.Path, folder: pathlib.Path, targets: Sequence[str]) -> Sighting:
    """An object in each line: what it is follows from the fields of the first one.

    Raises:
        DataError: the first line is no object, or has no text.
    """
    row = _first_row(data)
    path = relative(data, folder)
    if targets and targets[0] not in row:
        raise DataError(
            f"{data} has no field {targets[0]}, but {', '.join(row)}", "name one of these"
        )
    for tokens, tags in _TAGS:
        if isinstance(row.get(tokens), list) and isinstance(row.get(tags), list):
            return Sighting(LabeledWords(path=path, tokens=tokens, tags=tags))
    fields = [name for name, x in row.items() if isinstance(x, str)]
    for prompt, completion in () if targets else _PROMPTS:
        if prompt in fields and completion in fields:
            text = _read(data)
            tokenizer = Bytes() if len({*text}) > _MOST_CHARACTERS else Characters()
            source = Completions(
                path=path, prompt=prompt, completion=completion, tokenizer=tokenizer
            )
            return Sighting(source)
    text_field = _text_field(row, fields, targets)
    if text_field is None:
        shown = ", ".join(row) or "nothing"
        raise DataError(f"no field of {data} is a text: {shown}", 'write {"text": "..."} in a line')
    labels = [*targets, *(name for name in _LABEL_FIELDS if name in row and name != text_field)]
    if labels:
        return labeled(path, text_field, labels[0], guessed=not targets)
    documents = Documents(path=path, format=Jsonl(field=text_field))
    texts = _texts_of(data, text_field)
    found = documents.model_copy(update={"tokenizer": _tokenizer("".join(texts))})
    return Sighting(found, end=_end(len(texts)), **_others(found, data, folder))


def labeled(
    path: str, text: str, target: str, *, guessed: bool, form: _Format | None = None
) -> Sighting:
    """Texts with a label or a number; `form` is their format, where the file's name does not say it."""
    guess = f"the text is {text}, and the target is {target}; --target NAME takes another"
    source = Texts(path=path, text=text, target=target, format=form)
    return Sighting(source, guesses=(guess,) if guessed else ())


def _text_field(row: Mapping[str, Any], fields: list[str], targets: Sequence[str]) -> str | None:
    """The field called as texts are, or else the longest string."""
    known = [name for name in _TEXT_FIELDS if name in fields and name not in targets]
    others = [name for name in fields if name not in (*targets, *_LABEL_FIELDS)]
    return next(iter(known), None) or max(others, key=lambda name: len(row[name]), default=None)


def _end(documents: int) -> str:
    """The share of so many documents that holds out at least one of them."""
    return "10%" if documents >= 10 else "20%" if documents >= 5 else "50%"


def _tokenizer(text: str) -> Bytes | Characters:
    return Bytes() if len({*text}) > _MOST_CHARACTERS else Characters()


def _read(path: pathlib.Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 text: {error.reason}", "save it as UTF-8") from None


def _first_row(data: pathlib.Path) -> dict[str, Any]:
    line = next((line for line in _read(data).splitlines() if line.strip()), "")
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise DataError(f"the first line of {data} is no JSON object", "write an object in a line")
    return row


def _texts_of(data: pathlib.Path, field: str) -> list[str]:
    """The texts; lines that have none are left to the probe, which says where they are."""
    found = []
    for line in _read(data).splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and isinstance(row.get(field), str):
            found.append(row[field])
    return found


def _others(source: Block, data: pathlib.Path, folder: pathlib.Path) -> dict[str, Any]:
    """Files for evaluation and test beside one for training, called as that one is."""
    if "train" not in data.stem:
        return {}
    found = {}
    for key, words in SETS.items():
        for word in words:
            path = data.with_name(data.name.replace("train", word))
            if path.is_file():
                found[key] = source.model_copy(update={"path": relative(path, folder)})
                break
    return found
