"""The base class of models that can be given the class of an example."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.model import Model


def _usual(value: object) -> bool:
    return value == "concatenate"


class ConditionalModel(Model):
    """A model that can be given the class of an example, besides its input."""

    condition: Literal["concatenate", "add"] = Field(
        "concatenate",
        exclude_if=_usual,
        description="How the model is given the class, with `condition: class` of the task: its one-hot "
        "vector joined to the input, or a learned embedding added to it.",
    )

    conditional: ClassVar = True

    def embeddings(self, *names: str) -> tuple[str, ...]:
        """The paths of layers that embed a class, if it is added."""
        return tuple(f"{name}/kernel" for name in names if self.condition == "add")
