"""`type: completions`."""

from typing import Any, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from specc.language.facts import Facts
from specc.language.file import File
from specc.language.table import Name
from specc.language.token_source import TokenRows
from specc.language.tokenizer import AnyTokenizer
from specc.language.tokenizers.characters import Characters


class Completions(TokenRows):
    """Prompts, each with its completion: a line of a JSONL file is an object with both texts.

    An example is the end token, the prompt, the completion and the end token again. Prompt and completion
    are tokenized separately, as a prompt is for samples. The end token is that of `type: documents`: the
    last of the vocabulary with characters and bytes, and `end` with a tokenizer of a file.
    """

    type: Literal["completions"] = "completions"
    path: File = Field(
        examples=["data/answers.jsonl"],
        description="The file: a path relative to the spec, or url and sha256. The last part can be a "
        "pattern such as `*.jsonl`, for several files in the order of their names.",
    )
    prompt: Name = Field(
        "prompt", title="field", description="Field of the prompts; they may be empty."
    )
    completion: Name = Field("completion", title="field", description="Field of the completions.")
    tokenizer: AnyTokenizer = Field(Characters(), description="How the text is split into tokens.")

    varies: ClassVar = frozenset({"path"})
    """The options in which evaluation data may differ."""

    data_files: ClassVar[tuple[str, ...]] = ("path", "tokenizer")
    prompts: ClassVar = True
    """Whether examples are prompts with completions."""

    @property
    def unit(self) -> str:
        """What a token is."""
        unit: str = self.tokenizer.unit
        return unit

    @property
    def known_facts(self) -> tuple[str, ...]:
        """The facts that a trainer needs."""
        own = ("tokenizer_sha256",) if self.tokenizer.by_file else ()
        return ("sha256", "end_token", "shortest_prompt", *own)

    def opening(self, facts: Facts) -> str:
        """The text that samples begin with unless another is given."""
        return facts.prompt or ""

    @field_validator("tokenizer")
    @classmethod
    def _is_not_trained(cls, value: Any) -> Any:
        if value.trained:
            text = (
                f"{value.type} would be trained on these rows: name the file of the tokenizer that the model"
                " has been trained with, as {type: file, path: ..., end: <|endoftext|>}"
            )
            raise PydanticCustomError("specc_completions", "{text}", {"text": text})
        return value

    @model_validator(mode="after")
    def _has_two_fields(self) -> Self:
        if self.prompt == self.completion:
            text = f"{self.prompt!r} is named for two purposes"
            raise PydanticCustomError("specc_completions", "{text}", {"text": text})
        return self
