"""The base classes of models that can be given the class of an example."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.model import Model


def usual(value: object) -> bool:
    """Whether a condition is the default, which specs leave out."""
    return value == "concatenate"


class ClassConditional(Model):
    """A model that can be given the class of an example, as learned embeddings that are added."""

    conditional: ClassVar = True

    @property
    def gives_class(self) -> Literal["concatenate", "add"]:
        """How it is given the class: as a one-hot vector joined to its input, or by an embedding."""
        return "add"


class ConditionalModel(ClassConditional):
    """A model that can be given the class of an example in one of two ways."""

    condition: Literal["concatenate", "add"] = Field(
        "concatenate",
        exclude_if=usual,
        description="How the model is given the class, with `condition: class` of the task: its one-hot "
        "vector joined to the input, or a learned embedding added to it.",
    )

    @property
    def gives_class(self) -> Literal["concatenate", "add"]:
        """See `ClassConditional.gives_class`."""
        return self.condition

    def embeddings(self, *names: str) -> tuple[str, ...]:
        """The paths of layers that embed a class, if it is added."""
        return tuple(f"{name}/kernel" for name in names if self.condition == "add")
