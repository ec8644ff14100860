"""`type: console`."""

from typing import Literal

from specc.language.sink import Sink


class Console(Sink):
    """A progress bar and a line for each row, or plain lines if there is no terminal."""

    type: Literal["console"] = "console"
