"""`type: labeled_words`."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from specc.language.file import File
from specc.language.table import Name
from specc.language.token_source import TokenRows


class LabeledWords(TokenRows):
    """Sequences of words with a tag for each: a JSONL file, an object with two lists in each line.

    `{"tokens": ["EU", "rejects"], "tags": ["ORG", "O"]}` is a line. The words of the file are a fact of the
    data, and constants of the trainer, which stops at any other; there can be 5,000.
    """

    type: Literal["labeled_words"] = "labeled_words"
    path: File = Field(
        examples=["data/train.jsonl"],
        description="The file: a path, relative to the spec, or url and sha256.",
    )
    tokens: Name = Field("tokens", title="key", description="Key of the list of words.")
    tags: Name = Field("tags", title="key", description="Key of the list of their tags.")

    per_token: ClassVar = True
    """It has a label for each token."""

    @model_validator(mode="after")
    def _keys_differ(self) -> Self:
        if self.tokens == self.tags:
            text = f"{self.tokens!r} is the key of the tokens and of their tags"
            raise PydanticCustomError("specc_labeled_words", "{text}", {"text": text})
        return self
