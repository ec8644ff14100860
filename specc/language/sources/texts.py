"""`type: texts`."""

import pathlib
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from specc.language.fields import is_absent
from specc.language.file import Download, File
from specc.language.table import Name
from specc.language.token_source import Tokenized, TokenRows

_FORMATS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
"""By the end of a file's name."""


class Texts(TokenRows):
    """Texts, each with a label or a number: a column of a CSV, JSONL or Parquet file.

    A text becomes a sequence of tokens, its bytes in UTF-8 or its characters, of which the model sees the
    first `context`. Labels are the names of classes, or integers from 0.
    """

    type: Literal["texts"] = "texts"
    path: File = Field(
        examples=["data/reviews.csv"],
        description="The file: a path, relative to the spec, or url and sha256.",
    )
    format: Literal["csv", "jsonl", "parquet"] | None = Field(
        None,
        exclude_if=is_absent,
        description="Its format; by default what its name ends with says. Each line of a JSONL file is an "
        "object with the columns as keys.",
    )
    text: Name = Field("text", title="column", description="Column of the texts.")
    target: Name = Field("label", title="column", description="Column to predict.")
    weight: Name | None = Field(
        None,
        exclude_if=is_absent,
        title="column",
        examples=["sample_weight"],
        description="Column of example weights, numbers of at least 0.",
    )
    tokens: Tokenized = Field(
        "bytes",
        description="What a text is split into. Characters are those of the training data, and no text can "
        "have another one; bytes are always known.",
    )

    varies: ClassVar = frozenset({"path", "format"})
    """The options in which evaluation data may differ."""

    read_by: ClassVar = frozenset({"file_format"})
    """What evaluation data must have in common besides the options."""

    @property
    def unit(self) -> str:
        """What a token is."""
        return self.tokens.removesuffix("s")

    @property
    def file_format(self) -> str:
        """The format, given or not."""
        return self.format or _FORMATS[_ending(self.path)]

    @model_validator(mode="after")
    def _is_read(self) -> Self:
        if self.format is None and (ending := _ending(self.path)) not in _FORMATS:
            known = ", ".join(_FORMATS)
            text = f"the name ends with {ending!r}, not {known}: give the `format`"
            raise PydanticCustomError("specc_texts", "{text}", {"text": text})
        columns = [x for x in (self.text, self.target, self.weight) if x is not None]
        if twice := next((name for name in columns if columns.count(name) > 1), None):
            text = f"{twice!r} is named for two purposes"
            raise PydanticCustomError("specc_texts", "{text}", {"text": text})
        return self


def _ending(file: str | Download) -> str:
    return pathlib.PurePosixPath(file.name if isinstance(file, Download) else file).suffix.lower()
