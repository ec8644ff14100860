"""Tables as text."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Mapping

from specc.language.sources.csv import Csv
from specc.probe.errors import DataError
from specc.probe.files import local
from specc.probe.survey import Survey
from specc.probe.tables import facts_of_table

_DELIMITERS = (";", "\t", "|", ",")


def look(source: Csv, folder: pathlib.Path, holdout: Mapping[str, str] | None = None) -> Survey:
    """Reads the table, every cell as text.

    Raises:
        OSError: the file does not exist, or cannot be downloaded.
        DataError: it is no table, or not one that can be trained on.
    """
    import pandas as pd

    path = local(source.path, folder)
    try:
        _check_delimiter(source, path)
        table = pd.read_csv(path, sep=source.delimiter, dtype=str, keep_default_na=False)
    except DataError:
        raise
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


def _check_delimiter(source: Csv, path: pathlib.Path) -> None:
    """Raises if the header is a single name with another delimiter in it."""
    import pandas as pd

    header = [*pd.read_csv(path, sep=source.delimiter, dtype=str, nrows=0)]
    if len(header) != 1 or header[0] in source.targets:
        return
    if other := next((mark for mark in _DELIMITERS if mark in header[0]), None):
        raise DataError(
            f"{path} has a single column with the delimiter {source.delimiter!r}, {header[0]!r}",
            f"`delimiter: {json.dumps(other)}` in the source",
            {"delimiter": other},
        )
