"""`type: python`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.code import Name, OwnCode, Value


class Python(OwnCode):
    """A user-defined `flax.nnx` module."""

    type: Literal["python"] = "python"
    name: Name = Field(examples=["Net"], title="name", description="Name of the class in the file.")
    conditional: ClassVar = False
    output_range: ClassVar = None
    provides: ClassVar[frozenset[str]] = frozenset({"predict"})
    args: dict[Name, Value] = Field(
        {},
        title="mapping of names to values",
        examples=[{"dout": "{outputs}", "width": 64}],
        description='Keyword arguments of its `__init__` besides `rngs`; "{inputs}", "{outputs}" and'
        ' "{shape}" stand for what the data says.',
    )
    dropout: bool | None = Field(
        None,
        description="Whether it draws random numbers in training, and so is called with `rngs`. Unless "
        "given, what `__call__` takes says so; a library's layer can hide it.",
    )
    batch_stats: bool | None = Field(
        None,
        description="Whether it keeps statistics of batches, as batch norm does. Unless given, the source "
        "says so; a library's layer can hide it.",
    )

    kernels: ClassVar = {"**/attention/**": "attention", "**/conv*/**": "convolution"}
    ends: ClassVar = ("output/**",)
