"""`type: documents`."""

from typing import Any, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from specc.language.document_format import AnyDocumentFormat
from specc.language.facts import Facts
from specc.language.file import Download, File
from specc.language.text_source import TextSource


class Documents(TextSource):
    """Documents of text, with a token between them; samples begin and end with that token.

    Its number is the last of the vocabulary with characters and bytes; with `bpe` it is `<|endoftext|>`, and
    with a tokenizer of a file its `end`. A held-out share is one of documents, the last ones.
    """

    type: Literal["documents"] = "documents"
    path: File = Field(
        examples=["data/stories.jsonl"],
        description="The file, or folder: a path relative to the spec, or url and sha256. The last part "
        "can be a pattern such as `*.jsonl`, for several files in the order of their names.",
    )
    format: AnyDocumentFormat = Field(
        examples=["jsonl"], description="What a document is, and where its text is."
    )

    @field_validator("format")
    @classmethod
    def _folders_are_here(cls, value: Any, info: ValidationInfo) -> Any:
        if value.folder and isinstance(info.data.get("path"), Download):
            message = f"{value.type} is a folder, and a URL is that of a file"
            raise PydanticCustomError("specc_documents", "{text}", {"text": message})
        return value

    counted: ClassVar = "documents"
    has_documents: ClassVar = True
    varies: ClassVar = frozenset({"path", "format"})

    def opening(self, facts: Facts) -> str:
        """Nothing: a document begins."""
        return ""
