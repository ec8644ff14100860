"""`type: bpe`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.tokenizer import Tokenizer


class Bpe(Tokenizer):
    """Byte-level byte-pair encoding as in GPT-2 (Radford et al. 2019), trained on the training text.

    `specc probe` trains it with Hugging Face's `tokenizers` and writes it to `path`, to be committed like
    `specc.lock`. Held-out text is not used. A run keeps a copy.
    """

    type: Literal["bpe"] = "bpe"
    vocabulary: Annotated[int, Field(ge=257, le=2**24)] = Field(
        examples=[8192],
        description="Number of tokens: the 256 bytes, one token for each merge, and one that separates "
        "documents if there are any.",
    )
    path: str = Field(
        "tokenizer.json",
        min_length=1,
        description="Where the trained tokenizer is kept, relative to the spec.",
    )

    by_file: ClassVar = True
    trained: ClassVar = True

    data_files: ClassVar[tuple[str, ...]] = ("path",)
    """The options that name files, or folders."""
