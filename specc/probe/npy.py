"""Files of NumPy's, an array each."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Any

from specc.language.file import File, name_of
from specc.language.sources.npy import Npy
from specc.probe.arrays import facts_of
from specc.probe.errors import DataError
from specc.probe.files import local
from specc.probe.survey import Survey, of_arrays

if TYPE_CHECKING:
    import numpy as np


def look(source: Npy, folder: pathlib.Path) -> Survey:
    """Reads the files.

    Raises:
        DataError: one of them does not exist, is not NumPy's, or damaged.
    """
    weights = [] if source.weight is None else [source.weight]
    files = (source.inputs, source.targets, *weights)
    arrays = [_read(file, folder) for file in files]
    return of_arrays(facts_of(*arrays), [*zip(map(name_of, files), arrays, strict=True)])


def _read(file: File, folder: pathlib.Path) -> np.ndarray[Any, Any]:
    import numpy as np

    path = local(file, folder)
    try:
        with path.open("rb") as stream:
            return np.lib.format.read_array(stream)
    except ValueError as error:
        if "Object arrays" in str(error):
            raise DataError(
                f"{path} is of dtype object, which is stored as a pickle, and loading that can run any"
                " code in it",
                "save it as text or numbers: numpy.save(path, array.astype(str))",
            ) from None
        message = f"{path} is not a complete .npy file of numbers: {error}"
        raise DataError(message, "write it with numpy.save") from error
