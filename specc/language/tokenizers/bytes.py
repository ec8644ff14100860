"""`type: bytes`."""

from typing import ClassVar, Literal

from specc.language.tokenizer import Tokenizer


class Bytes(Tokenizer):
    """A token for each byte of the text in UTF-8."""

    type: Literal["bytes"] = "bytes"

    unit: ClassVar = "byte"
