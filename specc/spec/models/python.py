"""`type: python`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.spec.code import OwnCode

_Scalar = bool | int | float | str | None
Value = _Scalar | Annotated[tuple[_Scalar, ...], Field(strict=False, max_length=1_000)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class Python(OwnCode):
    """A `flax.nnx` module of your own."""

    type: Literal["python"] = "python"
    args: dict[Name, Value] = Field(
        {},
        description='Keyword arguments of its `__init__` besides `rngs`; "{inputs}", "{outputs}" and'
        ' "{shape}" stand for what the data says.',
    )
