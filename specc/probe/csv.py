"""Tables as text."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping

from specc.language.sources.csv import Csv
from specc.probe.errors import DataError
from specc.probe.files import local
from specc.probe.survey import Survey
from specc.probe.tables import facts_of_table


def look(source: Csv, folder: pathlib.Path, holdout: Mapping[str, str] | None = None) -> Survey:
    """Reads the table, every cell as text.

    Raises:
        OSError: the file does not exist, or cannot be downloaded.
        DataError: it is no table, or not one that can be trained on.
    """
    import pandas as pd

    path = local(source.path, folder)
    try:
        table = pd.read_csv(
            path, sep=source.delimiter, dtype=str, keep_default_na=False, na_values=[""]
        )
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is no UTF-8 text: {error.reason}", "save it as UTF-8") from None
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise DataError(
            f"{path} cannot be read as a table: {reason}", "repair it, or give its `delimiter`"
        ) from None
    if not isinstance(table.index, pd.RangeIndex):
        raise DataError(
            f"the lines of {path} have more cells than its header has names", "name every column"
        )
    return facts_of_table(source, table, path, typed=False, holdout=holdout)
