"""The base class of sources whose rows are sequences of tokens."""

from typing import ClassVar, Literal

from specc.language.block import Block


class TokenRows(Block):
    """Examples that are sequences of tokens of different lengths.

    A sequence longer than the `context` of the model is cut off at its end, a shorter one is padded; the
    trainer also has how many tokens are real, and padding has no influence.
    """

    type: str

    token_rows: ClassVar = True
    """Its inputs are tokens, with a length for each example."""

    per_token: ClassVar[bool] = False
    """Whether there is a label for each token, and not for an example."""

    data_files: ClassVar[tuple[str, ...]] = ("path",)
    """The options that name files, or folders."""

    @property
    def unit(self) -> str:
        """What a token is."""
        return "token"


Tokenized = Literal["characters", "bytes"]
"""What texts can be split into."""
