"""`type: normal`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.initializer import Initializer


class Normal(Initializer):
    """Normal with a fixed standard deviation; 0.02 in GPT-2 and BERT."""

    type: Literal["normal"] = "normal"
    stddev: Positive = Field(0.01, description="Standard deviation.")

    function: ClassVar = "normal"
