"""`type: diffusion`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.language.better import Measured
from specc.language.error_measure import AnyErrorMeasure
from specc.language.error_measures.mse import Mse
from specc.language.fields import Probability
from specc.language.generative import GenerativeLoss
from specc.language.noise_schedule import AnyNoiseSchedule
from specc.language.noise_schedules.linear import Linear
from specc.language.time_distribution import AnyTimeDistribution
from specc.language.time_distributions.uniform import Uniform as UniformTimes
from specc.language.weighting import AnyWeighting
from specc.language.weightings.uniform import Uniform


def _unused(value: object) -> bool:
    return value == 0


class Diffusion(GenerativeLoss):
    """Denoising diffusion (Ho et al. 2020): a model that sees what noise was added to an example.

    After n of T steps an example x is alpha x + sigma noise, where alpha² + sigma² = 1. The model gets that
    and the time n / T: 0 for data, 1 for noise. Inputs in [0, 1] are scaled to [-1, 1], and the examples that
    the model sees in noise are clipped to that range.
    """

    type: Literal["diffusion"] = "diffusion"
    target: Literal["epsilon", "v", "x0"] = Field(
        "epsilon",
        description="What the model predicts: the noise, v = alpha noise - sigma x (Salimans and Ho 2022), "
        "or the example.",
    )
    noise: AnyNoiseSchedule = Field(
        Linear(), description="How much noise there is after each step."
    )
    timesteps: Annotated[int, Field(ge=2, le=100_000)] = Field(
        1000, description="Number of steps from data to noise."
    )
    times: AnyTimeDistribution = Field(
        UniformTimes(), description="Distribution of the time at which an example is denoised."
    )
    weighting: AnyWeighting = Field(
        Uniform(), description="How much the error counts after each step."
    )
    error: AnyErrorMeasure = Field(
        Mse(), description="How the error is measured; weightings are derived for mse."
    )
    bound: Literal["sampled", "all_steps"] | None = Field(
        None,
        examples=["sampled"],
        description="Whether to evaluate the variational bound of images, in bits per dimension: with one "
        "random step for each example, which is unbiased, or with all steps, which takes `timesteps` calls "
        "of the model.",
    )

    label_dropout: Probability = Field(
        0.0,
        exclude_if=_unused,
        description="Share of the examples whose class is hidden from the model in training, with "
        "`condition: class`; samples can then be guided (Ho and Salimans 2022).",
    )

    networks: ClassVar = {"model": frozenset({"denoise"})}
    samplers: ClassVar = ("ancestral", "ddim", "heun")

    @property
    def needs_levels(self) -> bool:  # type: ignore[override]
        """Whether pixels have to be integers: the bound has probabilities of them."""
        return self.bound is not None

    def evaluated(self, _source: Any, _by_bytes: bool) -> Measured:
        """See `GenerativeLoss.evaluated`."""
        plain = () if self.weighting.type == "uniform" else (self.error.type,)
        bound = ("bits_per_dim", "bits_prior", "bits_kl", "bits_decoder") if self.bound else ()
        return dict.fromkeys(("loss", *plain, *bound), "min")
