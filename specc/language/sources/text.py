"""`type: text`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.file import File
from specc.language.text_source import TextSource


class Text(TextSource):
    """A text in UTF-8, as a sequence of tokens: its characters, its bytes, or those of a tokenizer."""

    type: Literal["text"] = "text"
    path: File = Field(
        examples=["data/input.txt"],
        description="The file: a path, relative to the spec, or url and sha256.",
    )

    counted: ClassVar = "characters"
    """What is held out a share of, if it is cut before it is split into tokens."""
