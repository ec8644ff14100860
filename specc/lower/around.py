"""What lowering a part of a spec may need besides that part."""

from __future__ import annotations

import dataclasses
import posixpath

from specc.ir.expr import Setting
from specc.ir.program import Field
from specc.lower.settings import Settings
from specc.spec.facts import Facts


@dataclasses.dataclass(frozen=True, slots=True)
class Around:
    """What is around a data source.

    Attributes:
        spec_folder: the folder of the spec, relative to that of the trainer.
    """

    facts: Facts
    spec_folder: str
    settings: Settings

    def file(self, name: str, path: str, doc: str, origin: str) -> Setting:
        """A setting that names a file or a folder; the spec has its path relative to itself."""
        path = posixpath.normpath(posixpath.join(self.spec_folder, path))
        field = Field(name, "Path", path, doc, "run", None, origin, free=True, beside_trainer=True)
        return self.settings.add(field)
