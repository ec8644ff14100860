"""`type: characters`."""

from typing import ClassVar, Literal

from specc.language.tokenizer import Tokenizer


class Characters(Tokenizer):
    """A token for each character.

    Characters are numbered in the order of their code points. Those of the text are a fact of the data, which
    `specc probe` finds; the trainer stops at any other.
    """

    type: Literal["characters"] = "characters"

    unit: ClassVar = "character"
