"""Context for lowering data sources."""

from __future__ import annotations

import dataclasses
import posixpath

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Literal, Name, Setting
from specc.ir.pattern import pattern
from specc.ir.settings import Field
from specc.ir.source import Download
from specc.language.facts import Facts
from specc.language.file import DOWNLOADS, File
from specc.language.file import Download as SpecBlock
from specc.language.split import Split
from specc.lower.settings import Settings
from specc.resolve.resolved import Part

_FOLDER = "data_dir"
_PREFIXES = {"evaluation": "eval"}
"""Prefix of the settings of a set, if it is not its name."""


@dataclass(frozen=True)
class SourceContext:
    """Context for lowering a data source.

    Attributes:
        spec_folder: the folder of the spec, relative to that of the trainer.
        split: how examples are held out; None for evaluation and test data.
        downloads: the downloads found so far.
        part: the set that it is of, if it is not trained on: then it has settings of its own beside the
            others.
        classes: those that evaluation or test data has, if they have names.
        classes_vary: whether evaluation or test data lacks some of the named classes of training.
        has_targets: whether targets are read.
        sha256: the checksum that the facts have.
        writes: whether a language model writes samples.
        masked: whether its windows keep documents apart.
    """

    facts: Facts
    spec_folder: str
    settings: Settings
    split: Split | None
    downloads: list[Download] = dataclasses.field(default_factory=list)
    part: Part | None = None
    classes: tuple[str, ...] | None = None
    classes_vary: bool = False
    has_targets: bool = True
    sha256: str = ""
    writes: bool = False
    masked: bool = False

    @property
    def class_names(self) -> tuple[str, ...] | None:
        """Names of classes, if labels are names and are read."""
        return self.facts.class_names if self.has_targets else None

    def for_part(self, part: Part, classes: tuple[str, ...] | None) -> SourceContext:
        """The context for evaluation or test data, with the columns and classes of training."""
        return dataclasses.replace(self, split=None, part=part, classes=classes)

    def prefixed(self, name: str) -> str:
        """The name of a setting of this source: evaluation and test data have others."""
        if self.part is None:
            return name
        return f"{_PREFIXES.get(self.part.key, self.part.key)}_{name}"

    def file(self, name: str, file: File, doc: str, origin: str) -> Expr:
        """A file or a folder where data is loaded, a `pathlib.Path` either way.

        A path becomes a setting, so that a copy elsewhere will do; the spec has it relative to itself.
        A download is fetched where it is read.

        Args:
            name: of the setting; with capitals, constants of a download begin with it.
            file: as the spec has it.
            doc: what it is, for a setting.
            origin: the path of the value in the spec.
        """
        if self.part is not None:
            name, doc = self.prefixed(name), f"{doc}, {self.part.purpose}"
            origin = origin.replace("data.source", self.part.path_name, 1)
        if isinstance(file, SpecBlock):
            if not self.downloads:
                doc = "where downloaded files are kept"
                self._path(_FOLDER, DOWNLOADS, doc, origin)
            constant = name.upper()
            self.downloads.append(Download(constant, file.url, file.sha256, origin))
            return pattern(
                "download(url, sha256, folder / name)",
                origin=origin,
                url=Name(f"{constant}_URL"),
                sha256=Name(f"{constant}_SHA256"),
                folder=Setting(_FOLDER),
                name=Literal(file.kept_as),
            )
        return self._path(name, file, doc, origin)

    def _path(self, name: str, path: str, doc: str, origin: str) -> Setting:
        path = posixpath.normpath(posixpath.join(self.spec_folder, path))
        field = Field(
            name,
            "Path",
            path,
            doc,
            "run",
            None,
            origin,
            ignored_on_resume=True,
            beside_trainer=True,
            host_only=True,
        )
        return self.settings.add(field)
