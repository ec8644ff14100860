"""Two files in the format of MNIST."""

from __future__ import annotations

import gzip
import math
import pathlib
import zlib
from typing import TYPE_CHECKING, Any

from specc.language.file import File, name_of
from specc.language.sources.idx import Idx
from specc.probe.arrays import facts_of
from specc.probe.errors import DataError
from specc.probe.files import local
from specc.probe.survey import Survey, of_arrays

if TYPE_CHECKING:
    import numpy as np

_TYPES = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}


def look(source: Idx, folder: pathlib.Path) -> Survey:
    """Reads the files.

    Raises:
        DataError: one of them does not exist, is not of this format, or damaged.
    """
    files = [source.images, *([] if source.labels is None else [source.labels])]
    images, *labels = arrays = [_read(file, folder) for file in files]
    facts = facts_of(images, labels[0] if labels else None)
    return of_arrays(facts, [*zip(map(name_of, files), arrays, strict=True)])


def _read(file: File, folder: pathlib.Path) -> np.ndarray[Any, Any]:
    import numpy as np

    path = local(file, folder)
    content = path.read_bytes()
    if path.suffix == ".gz":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise DataError(
                f"{path} is not a complete .gz file: {error}", "download it again"
            ) from error
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in _TYPES:
        start = content[:4].hex(" ") or "nothing"
        message = f"{path} begins with {start}; an IDX file begins with 00 00 and its type"
        raise DataError(message, "give a file of MNIST's format")
    dtype, values = np.dtype(_TYPES[content[2]]), 4 + 4 * content[3]
    shape = [int.from_bytes(content[at : at + 4]) for at in range(4, values, 4)]
    size = values + math.prod(shape) * dtype.itemsize
    if len(content) != size:
        message = f"{path} has {len(content):,} bytes, not the {size:,} of the shape {shape}"
        raise DataError(message, "download it again")
    return np.frombuffer(content, dtype, offset=values).reshape(shape)
