"""`type: file`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import is_absent
from specc.language.tokenizer import Tokenizer


class File(Tokenizer):
    """A tokenizer in the format of Hugging Face's `tokenizers`: the `tokenizer.json` of most models.

    The special tokens that it would add to a text, such as one for its beginning, are left out. A run
    keeps a copy.
    """

    type: Literal["file"] = "file"
    path: str = Field(
        min_length=1,
        examples=["gpt2/tokenizer.json"],
        description="The file, relative to the spec.",
    )
    end: str | None = Field(
        None,
        exclude_if=is_absent,
        min_length=1,
        examples=["<|endoftext|>"],
        description="The token that separates documents.",
    )

    by_file: ClassVar = True

    data_files: ClassVar[tuple[str, ...]] = ("path",)
    """The options that name files, or folders."""
