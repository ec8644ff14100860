"""Tables as text."""

from __future__ import annotations

import pathlib

from specc.probe.errors import DataError
from specc.probe.files import local
from specc.probe.tables import facts_of_table
from specc.spec.facts import Facts
from specc.spec.sources.csv import Csv


def look(source: Csv, folder: pathlib.Path) -> Facts:
    """Reads the table, every cell as text.

    Raises:
        OSError: the file is not there, or cannot be downloaded.
        DataError: it is no table, or not one that can be trained on.
    """
    import pandas as pd

    path = local(source.path, folder)
    try:
        table = pd.read_csv(
            path, sep=source.delimiter, dtype=str, keep_default_na=False, na_values=[""]
        )
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise DataError(
            f"{path} cannot be read as a table: {reason}", "repair it, or give its `delimiter`"
        ) from None
    if not isinstance(table.index, pd.RangeIndex):
        raise DataError(
            f"the lines of {path} have more cells than its header has names", "name every column"
        )
    return facts_of_table(source, table, path, typed=False)
