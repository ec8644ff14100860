"""`type: tokens`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.block import Block
from specc.language.facts import Facts
from specc.language.fields import Count, is_absent
from specc.language.file import File


class Tokens(Block):
    """A file of token numbers one after the other, without a header: nanoGPT's `.bin`.

    NumPy's `tofile` writes such files, in the byte order of the machine, which is little-endian almost
    everywhere.
    """

    type: Literal["tokens"] = "tokens"
    path: File = Field(
        examples=["data/train.bin"],
        description="The file: a path, relative to the spec, or url and sha256.",
    )
    dtype: Literal["uint8", "uint16", "uint32", "int32"] = Field(
        "uint16", description="Type of the numbers."
    )
    vocabulary: Count | None = Field(
        None,
        exclude_if=is_absent,
        examples=[50_257],
        description="Number of different tokens that the tokenizer has; those of the file, counted up to the "
        "largest, unless given.",
    )

    sequence: ClassVar = True
    """It is one sequence of tokens, and not rows of examples."""

    split: ClassVar = "end"
    """The split that a percentage alone stands for."""

    without_targets: ClassVar = True
    """It can be read without targets."""

    has_targets: ClassVar = False
    """It has none."""

    data_files: ClassVar[tuple[str, ...]] = ("path",)
    """The options that name files, or folders."""

    varies: ClassVar = frozenset({"path"})
    """The options in which evaluation data may differ."""

    @property
    def unit(self) -> str:
        """What a token is."""
        return "token"

    def prompt(self, facts: Facts) -> str:
        """The numbers that samples begin with unless others are given."""
        return "0"
