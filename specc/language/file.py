"""Files that a spec names: by a path, or by a URL with a checksum."""

import pathlib
import re
import urllib.parse
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from specc.language.block import Block
from specc.language.wording import shortened

DOWNLOADS = "data"
"""The folder beside a spec in which downloads are kept, by `specc probe` and by the trainer."""

_URL = r"https?://[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*(:(?P<port>\d{1,5}))?/[!-~]*"
_SHOWN = 32  # characters of a name in titles of trainers, which are one line
_LONGEST = 60  # characters of a name, of which file systems take 255


def _url(value: str) -> str:
    match = re.fullmatch(_URL, value)
    if match is None or not 0 < int(match["port"] or 80) < 2**16:
        raise PydanticCustomError("specc_file", "expected a URL such as https://host/folder/name")
    return value


def _path(value: str) -> str:
    if "://" in value:
        message = f"a URL needs a checksum: {{url: {value}, sha256: ...}}"
        raise PydanticCustomError("specc_file", "{text}", {"text": message})
    if "\0" in value:
        raise PydanticCustomError("specc_file", "a path cannot contain a NUL character")
    return value


class Download(Block):
    """A file that is downloaded once, verified by its checksum and kept."""

    url: Annotated[str, AfterValidator(_url)] = Field(
        title="URL",
        examples=["https://example.org/data/train.csv"],
        description="Where the file is: https://host/folder/name.",
    )
    sha256: Annotated[str, Field(pattern="^[0-9A-Fa-f]{64}$"), AfterValidator(str.lower)] = Field(
        title="SHA-256",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
        description="SHA-256 of the file, as sha256sum prints it: 64 hexadecimal digits.",
    )

    @property
    def name(self) -> str:
        """The name of the file in the URL."""
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.url).path)
        name = re.sub(r"[^A-Za-z0-9._-]", "_", path.rpartition("/")[2])
        return name[-_LONGEST:].strip(".") or "file"

    @property
    def kept_as(self) -> str:
        """The local name; it is unique per URL and checksum."""
        return f"{self.sha256[:8]}-{self.name}"


File = (
    Annotated[
        str,
        Field(min_length=1, title="path of a file"),
        AfterValidator(_path),
    ]
    | Download
)
"""A file of a spec: a path relative to the spec, or a download."""


def name_of(file: str | Download) -> str:
    """The name of a file for messages: the last part of its path or URL, shortened in the middle."""
    name = file.name if isinstance(file, Download) else pathlib.PurePosixPath(file).name
    return shortened(name, _SHOWN)
