"""`type: tokens`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from specc.language.block import Block
from specc.language.facts import Facts
from specc.language.fields import Count, is_absent
from specc.language.file import File
from specc.language.tokenizer import AnyTokenizer


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
        description="Number of tokens of the tokenizer; one more than the largest token of the file, unless "
        "given.",
    )

    tokenizer: AnyTokenizer | None = Field(
        None,
        exclude_if=is_absent,
        examples=[{"type": "file", "path": "gpt2/tokenizer.json"}],
        description="The tokenizer that produced them, of type `file`: samples and prompts are then text. "
        "Without it they are numbers.",
    )
    end: Annotated[int, Field(ge=0)] | None = Field(
        None,
        exclude_if=is_absent,
        examples=[50_256],
        description="The token between documents, if there are any.",
    )

    sequence: ClassVar = True
    """It is one sequence of tokens, and not rows of examples."""

    split: ClassVar = "end"
    """The split that a percentage alone stands for."""

    without_targets: ClassVar = True
    """It can be read without targets."""

    has_targets: ClassVar = False
    """It has none."""

    data_files: ClassVar[tuple[str, ...]] = ("path", "tokenizer")
    """The options that name files, or folders."""

    varies: ClassVar = frozenset({"path"})
    """The options in which evaluation data may differ."""

    @property
    def unit(self) -> str:
        """What a token is."""
        return "token"

    def opening(self, facts: Facts) -> str:
        """What samples begin with unless something else is given: nothing if a document begins."""
        if facts.end_token is not None:
            return ""
        return "0" if self.tokenizer is None else "\n"

    @field_validator("tokenizer")
    @classmethod
    def _is_of_a_file(cls, value: Any) -> Any:
        if value is not None and (value.trained or not value.by_file):
            message = f"the tokens are numbers already, so {value.type} cannot have given them; use `file`"
            raise PydanticCustomError("specc_tokenizer", "{text}", {"text": message})
        return value
