"""`type: image_folder`."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from specc.spec.block import Block
from specc.spec.fields import Width


def _folder(value: str) -> str:
    if "://" in value:
        raise PydanticCustomError("specc_folder", "a folder has a path; download it beforehand")
    if "\0" in value:
        raise PydanticCustomError("specc_folder", "no path has a NUL character")
    return value


class ImageFolder(Block):
    """Images in a folder per class; folders in the order of their names."""

    type: Literal["image_folder"] = "image_folder"
    path: Annotated[str, Field(min_length=1), AfterValidator(_folder)] = Field(
        description="The folder of the classes' folders, relative to the spec."
    )
    size: Annotated[tuple[Width, Width], Field(strict=False)] | None = Field(
        None,
        description="Height and width that images are resized to; unless given, all have one size.",
    )
    decodes: ClassVar[bool] = True
    """Whether each example is a file that takes decoding, so that it can wait to be used."""

    mode: Literal["rgb", "gray"] = Field("rgb", description="Three channels, or none.")
