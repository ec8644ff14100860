"""`allow:`."""

from pydantic import Field

from specc.language.block import Block


class Allow(Block):
    """An allowed warning, with a reason."""

    code: str = Field(
        pattern="^[A-Z][0-9]{3}$",
        title="code of a rule",
        examples=["E106"],
        description="Code of the rule, such as S013.",
    )
    reason: str = Field(
        min_length=1, examples=["nobody evaluates it"], description="Why the spec is right."
    )
