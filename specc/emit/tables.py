"""Templates of a line each, as the rows of a table: `loss/formulas.j2`.

A row is the name of a template within the folder of the table, a colon and its text.
"""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Callable

import jinja2

_TABLES = ("loss/formulas.j2",)
_ENDING = ".py.j2"


@functools.cache
def rows(folder: pathlib.Path) -> dict[str, str]:
    """The templates in the tables of a folder, by the names that files with them would have."""
    found = {}
    for table in _TABLES:
        place = table.rpartition("/")[0]
        for line in (folder / table).read_text(encoding="utf-8").splitlines():
            name, _, text = line.partition(": ")
            found[f"{place}/{name}{_ENDING}"] = f"{text}\n"
    return found


class TableLoader(jinja2.BaseLoader):
    """Loads templates from the tables of a folder."""

    def __init__(self, folder: pathlib.Path):
        self._folder = folder

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """A row.

        Raises:
            TemplateNotFound: no table has it.
        """
        del environment
        text = rows(self._folder).get(template)
        if text is None:
            raise jinja2.TemplateNotFound(template)
        return text, None, None
