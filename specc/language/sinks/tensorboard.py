"""`type: tensorboard`."""

from typing import Literal

from pydantic import Field

from specc.language.sink import Sink


class TensorBoard(Sink):
    """Scalars for TensorBoard, in the folder `tensorboard` of the workdir; trainers import `tensorboard`."""

    type: Literal["tensorboard"] = "tensorboard"
    samples: bool = Field(False, description="Also show the pictures or texts that `sample` makes.")
    histograms: bool = Field(
        False, description="Also show the histograms of the event `weight_histogram`."
    )
