"""Files of NumPy's, an array each."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Any

from specc.language.file import File, name_of
from specc.language.sources.npy import Npy
from specc.probe.arrays import facts_of
from specc.probe.errors import DataError
from specc.probe.files import local
from specc.probe.survey import ROLES, Survey, of_arrays

if TYPE_CHECKING:
    import numpy as np


def look(source: Npy, folder: pathlib.Path) -> Survey:
    """Reads the files.

    Raises:
        DataError: one of them does not exist, is not NumPy's, or damaged.
    """
    named = zip(ROLES, (source.inputs, source.targets, source.weight), strict=True)
    files = {role: file for role, file in named if file is not None}
    arrays = {role: _read(file, folder) for role, file in files.items()}
    facts = facts_of(arrays["inputs"], arrays.get("targets"), arrays.get("weights"))
    keys = map(name_of, files.values())
    return of_arrays(facts, [*zip(keys, arrays.values(), strict=True)], [*files])


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
