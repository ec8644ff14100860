"""`type: learned`."""

from typing import ClassVar, Literal

from specc.language.position import Positions


class Learned(Positions):
    """A learned vector for each place in the window, added to the embedding of the token there (GPT-2)."""

    type: Literal["learned"] = "learned"

    parameters: ClassVar = ("positions/embedding",)
