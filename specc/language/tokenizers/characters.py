"""`type: characters`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import is_absent
from specc.language.tokenizer import Tokenizer


class Characters(Tokenizer):
    """A token for each character.

    Characters are numbered in the order of their code points. Those of the text are a fact of the data, which
    `specc probe` finds; the trainer stops at any other.
    """

    type: Literal["characters"] = "characters"
    known: str | None = Field(
        None,
        exclude_if=is_absent,
        min_length=1,
        examples=["\n abc"],
        description="All characters that have a token, if they are not just those of the text: the constant "
        "CHARACTERS of a trainer whose weights this run begins with.",
    )

    unit: ClassVar = "character"
