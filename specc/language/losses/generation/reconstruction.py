"""`type: reconstruction`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.generative import GenerativeLoss
from specc.language.reconstruction_error import ERROR_DESCRIPTION, ReconstructionError


class Reconstruction(GenerativeLoss):
    """The error with which an autoencoder gives back its inputs (Hinton and Salakhutdinov 2006)."""

    type: Literal["reconstruction"] = "reconstruction"
    error: ReconstructionError = Field("mse", description=ERROR_DESCRIPTION)

    networks: ClassVar = {"model": frozenset({"reconstruct"})}
    bounded: ClassVar = True
    conditional: ClassVar = False
    samples: ClassVar = False
    reconstructs: ClassVar = True
