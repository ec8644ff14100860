"""`type: dataset`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.document_format import DocumentFormat


class Dataset(DocumentFormat):
    """A folder that Hugging Face's `datasets` wrote with `save_to_disk`: a row is a document.

    Of a dictionary of datasets it is the folder of one of them.
    """

    type: Literal["dataset"] = "dataset"
    field: str = Field("text", min_length=1, description="Name of the column that has the text.")
    folder: ClassVar = True
