"""Tables in files of Apache Parquet."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping

from specc.language.sources.parquet import Parquet
from specc.probe.errors import DataError
from specc.probe.files import local
from specc.probe.survey import Survey
from specc.probe.tables import facts_of_table


def look(source: Parquet, folder: pathlib.Path, holdout: Mapping[str, str] | None = None) -> Survey:
    """Reads the table.

    Raises:
        ImportError: pyarrow is not installed.
        OSError: the file does not exist, or cannot be downloaded.
        DataError: it is no table, or not one that can be trained on.
    """
    import pandas as pd
    import pyarrow.parquet  # noqa: F401  # pandas' own message names no package

    path = local(source.path, folder)
    try:
        table = pd.read_parquet(path)
    except (ValueError, OSError) as error:
        reason = " ".join(str(error).split())
        raise DataError(
            f"{path} cannot be read as a Parquet file: {reason}", "download or write it again"
        ) from None
    return facts_of_table(source, table, path, typed=True, holdout=holdout)
