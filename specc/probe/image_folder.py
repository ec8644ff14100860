"""Images in a folder per class."""

from __future__ import annotations

import hashlib
import pathlib
from typing import TYPE_CHECKING, Any

from specc.language.facts import Facts
from specc.language.sources.image_folder import ImageFolder
from specc.language.wording import counted
from specc.probe.errors import DataError

if TYPE_CHECKING:
    import numpy as np

_MODES = {"gray": "L", "rgb": "RGB"}


def look(source: ImageFolder, folder: pathlib.Path) -> Facts:
    """Reads every image, one at a time.

    Raises:
        DataError: there are no classes, an image cannot be read, or images are not of one size.
    """
    import numpy as np

    root = folder / source.path
    if not root.is_dir():
        raise DataError(f"{root} is not a folder", "name a folder with one subfolder per class")
    names = sorted(path.name for path in root.glob("[!.]*") if path.is_dir())
    if len(names) < 2:
        raise DataError(
            f"{root} has {counted(len(names), 'folder')}", "put each class in one, two at least"
        )
    counts, first = [], None
    checksum = hashlib.sha256()
    for name in names:
        if not name.isprintable():  # undecodable bytes among them, which no lock could hold
            raise DataError(f"{root} has a folder {name!r}", "give it a name that can be read")
        files = sorted((root / name).glob("[!.]*"))
        if not files:
            raise DataError(
                f"{root / name} is empty", "put the images of the class there, or remove it"
            )
        for file in files:
            image = _image(file, source)
            first = (file, image.shape) if first is None else first
            if image.shape != first[1]:
                raise DataError(
                    f"{file} is {_size(image.shape)}, but {first[0]} is {_size(first[1])}",
                    "give the source a `size`, such as [{}, {}]".format(*first[1][:2]),
                )
            checksum.update(image.tobytes())
        counts.append(len(files))
    assert first is not None
    checksum.update(np.repeat(np.arange(len(names)), counts).astype("<i8").tobytes())
    return Facts(
        rows=sum(counts),
        shape=first[1],
        classes=len(names),
        low=0.0,  # what a byte can be: a small set may lack black, or white
        high=255.0,
        dtype="uint8",
        class_rows=tuple(counts),
        class_names=tuple(names),
        sha256=checksum.hexdigest(),
    )


def _image(path: pathlib.Path, source: ImageFolder) -> np.ndarray[Any, Any]:
    """An image as the trainer reads it, (h, w) or (h, w, 3) uint8."""
    import numpy as np
    from PIL import Image

    try:
        with Image.open(path) as file:
            deep = file.mode.startswith(("I", "F"))
            image = file.convert(_MODES[source.mode])
            if source.size is not None:
                height, width = source.size
                image = image.resize((width, height), Image.Resampling.BILINEAR)
    except Exception as error:  # Pillow raises many kinds, depending on what is broken
        raise DataError(
            f"{path} cannot be read as an image: {error}", "repair or remove it"
        ) from None
    if deep:
        raise DataError(
            f"{path} has more than 8 bits per value", "convert it, or give arrays in an .npz file"
        )
    return np.asarray(image)


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape[:2]))
