"""The base class of sources of text."""

from typing import Any, ClassVar

from pydantic import Field

from specc.language.block import Block
from specc.language.facts import Facts
from specc.language.tokenizer import AnyTokenizer
from specc.language.tokenizers.characters import Characters


class TextSource(Block):
    """Text that a tokenizer splits."""

    tokenizer: AnyTokenizer = Field(Characters(), description="How the text is split into tokens.")

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

    partial: ClassVar[bool] = True
    """Whether evaluation data is not surveyed as training data is: a tokenizer learns nothing from it."""

    counted: ClassVar[str]
    """What is held out a share of, if it is cut before it is split into tokens."""

    has_documents: ClassVar[bool] = False
    """Whether a token separates documents."""

    @property
    def cut_first(self) -> bool:
        """Whether held-out text is cut off before tokens are counted: a tokenizer may not learn from it."""
        return self.has_documents or self.tokenizer.by_file

    @property
    def unit(self) -> str:
        """What a token is."""
        unit: str = self.tokenizer.unit
        return unit

    @property
    def known_facts(self) -> tuple[str, ...]:
        """The facts about text that a trainer needs."""
        own = ("documents", "end_token") if self.has_documents else ()
        if self.tokenizer.by_file:
            own += ("tokenizer_sha256", "text_bytes", *(() if self.has_documents else ("length",)))
        return ("sha256", *own)

    def asks(self, holdout: Any) -> dict[str, Any]:
        """Facts that depend on what is held out."""
        if not (self.cut_first and holdout.given):
            return {}
        return {"holdout": holdout.model_dump(mode="json", exclude_none=True, exclude={"type"})}

    def opening(self, facts: Facts) -> str:
        """The text that samples begin with unless another is given."""
        known = facts.characters
        return "\n" if known is None or "\n" in known else known[0]
