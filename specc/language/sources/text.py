"""`type: text`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.block import Block
from specc.language.facts import Facts
from specc.language.file import File


class Text(Block):
    """A text in UTF-8, as a sequence of tokens: its characters, or its bytes.

    Characters are numbered in the order of their code points. Those of the file are a fact of the data, which
    `specc probe` finds; the trainer stops at any other.
    """

    type: Literal["text"] = "text"
    path: File = Field(
        examples=["data/input.txt"],
        description="The file: a path, relative to the spec, or url and sha256.",
    )
    tokens: Literal["characters", "bytes"] = Field(
        "characters", description="What the text is split into."
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
        return self.tokens.removesuffix("s")

    def prompt(self, facts: Facts) -> str:
        """The text that samples begin with unless another is given."""
        known = facts.characters
        return "\n" if known is None or "\n" in known else known[0]
