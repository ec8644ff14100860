"""`type: ancestral`."""

from typing import Literal

from specc.language.sampler import Denoising


class Ancestral(Denoising):
    """All steps of a diffusion, back from noise (Ho et al. 2020, algorithm 2).

    Each has the variance of the posterior q(x_{n-1} | x_n, x_0). For fewer steps, use `ddim` with `eta: 1`.
    """

    type: Literal["ancestral"] = "ancestral"
