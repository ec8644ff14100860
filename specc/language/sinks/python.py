"""`type: python`."""

from typing import ClassVar, Literal

from specc.language.code import OwnFunction
from specc.language.sink import Sink


class OwnSink(OwnFunction, Sink):
    """A user function, called with the step and the numbers of its row, a dictionary of floats by name."""

    type: Literal["python"] = "python"

    takes: ClassVar = ("step", "row")

    @property
    def words(self) -> str:
        """Each function is a sink of its own."""
        return f"{self.name} of {self.path}"
