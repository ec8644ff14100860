"""The base class of tokenizers."""

from typing import Annotated, Any, ClassVar

from specc.language.block import Block
from specc.language.family import Family, by_type


class Tokenizer(Block):
    """How text becomes tokens, and tokens text."""

    type: str

    unit: ClassVar[str] = "token"
    """What a token is."""

    by_file: ClassVar[bool] = False
    """Whether a file in the format of Hugging Face's tokenizers has it."""

    trained: ClassVar[bool] = False
    """Whether `specc probe` trains it, and writes the file."""


AnyTokenizer = Annotated[
    Any,
    Family(
        "specc.language.tokenizers", "tokenizer", shorthand=by_type, usual="characters", terse=True
    ),
]
"""The tokenizers that a spec can name, a file each; see `specc.language.family`."""
