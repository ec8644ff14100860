"""Images of files as the trainer reads them."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Any, NamedTuple

from specc.language.sources.image_folder import ImageFolder
from specc.probe.errors import DataError

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image, ImageFile


class Read(NamedTuple):
    """An image that was read.

    Attributes:
        pixels: (h, w) or (h, w, channels) uint8.
        size: width and height once it is turned, before it is resized.
        mode: what Pillow calls its kind in the file: `RGB`, `LA`.
        turned: whether EXIF says that it is stored on its side, upside down or mirrored.
        frames: how many there are; only the first is read.
    """

    pixels: np.ndarray[Any, Any]
    size: tuple[int, int]
    mode: str
    turned: bool
    frames: int


def read(path: pathlib.Path, source: ImageFolder) -> Read:
    """An image as the trainer reads it.

    Raises:
        DataError: it cannot be read, has more than 8 bits per value, or is transparent, and the source does
            not say what becomes of that.
    """
    import numpy as np
    from PIL import Image, ImageOps

    deep = see_through = False
    try:
        with Image.open(path) as file:
            mode, frames = file.mode, getattr(file, "n_frames", 1)
            if not (deep := _is_deep(file)):
                turned = _orientation(file) in range(2, 9)
                image = ImageOps.exif_transpose(file)
                size = image.size
                see_through = source.alpha is None and not _is_opaque(image)
                if source.alpha == "composite":
                    behind = Image.new("RGBA", image.size, source.behind)
                    image = Image.alpha_composite(behind, image.convert("RGBA"))
                elif (
                    source.alpha == "keep"
                ):  # to LA, Pillow would take other colors for transparent
                    image = image.convert("RGBA")
                image = image.convert(source.pillow_mode)
                if source.size is not None:
                    height, width = source.size
                    image = image.resize((width, height), Image.Resampling.BILINEAR)
    except Exception as error:  # Pillow raises many kinds, depending on what is broken
        raise DataError(
            f"{path} cannot be read as an image: {error}", "repair or remove it"
        ) from None
    if deep:
        raise DataError(
            f"{path} has more than 8 bits per value",
            "convert the images to 8 bits, or give arrays in an .npz file",
        )
    if see_through:
        raise DataError(
            f"{path} is transparent in places",
            "give the source `alpha`: composite puts images over a background, drop ignores"
            " transparency, keep makes it a channel",
            {"alpha": "composite"},
        )
    return Read(np.asarray(image), size, mode, turned, frames)


def turned_size(file: Image.Image) -> tuple[int, int]:
    """Height and width of an image that was opened, once turned as EXIF says; no pixel is read."""
    return file.size if _orientation(file) in range(5, 9) else (file.height, file.width)


def _orientation(file: Image.Image) -> int:
    """How it is stored, by EXIF: 1 is upright, 2 to 4 keep height and width, 5 to 8 swap them."""
    return int(file.getexif().get(0x0112, 1))


def _is_deep(file: ImageFile.ImageFile) -> bool:
    """Whether values have more than 8 bits, of colors, too, which Pillow opens as 8 bits."""
    stored = str([tile[3] for tile in file.tile])
    return file.mode[0] in "IF" or any(kind in stored for kind in (";16B", ";16L", ";16N"))


def _is_opaque(image: Image.Image) -> bool:
    """Whether nothing shines through; an alpha channel, or a transparent color, may have no effect."""
    import numpy as np

    if not image.has_transparency_data:
        return True
    return bool(np.asarray(image.convert("RGBA"))[..., 3].min() == 255)
