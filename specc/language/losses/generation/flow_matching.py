"""`type: flow_matching`."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from specc.language.better import Measured
from specc.language.dequantization import AnyDequantization
from specc.language.fields import is_absent
from specc.language.generative import GenerativeLoss
from specc.language.likelihood import Likelihood
from specc.language.time_distribution import AnyTimeDistribution
from specc.language.time_distributions.uniform import Uniform


class FlowMatching(GenerativeLoss):
    """Conditional flow matching (Lipman et al. 2023): a velocity field that carries noise to data.

    The model learns the velocity of paths from a standard normal at time 0 to an example at time 1; samples
    are solutions of the differential equation.
    """

    type: Literal["flow_matching"] = "flow_matching"
    path: Literal["linear", "cosine"] = Field(
        "linear",
        description="Weights of noise and example at time t: 1 - t and t, or cos(pi t / 2) and sin(pi t / 2) "
        "(Albergo and Vanden-Eijnden 2023).",
    )
    times: AnyTimeDistribution = Field(
        Uniform(), description="Distribution of the times at which the velocity is learned."
    )

    coupling: Literal["independent", "optimal_transport", "reflow"] = Field(
        "independent",
        description="How noise and examples are paired. optimal_transport: by the assignment within a "
        "batch, or micro-batch, that has the least sum of squared distances (Pooladian et al. 2023; Tong et "
        "al. 2024). Its cost grows with the cube of the batch: on a CPU, 20 ms per step for 256 examples and "
        "0.1 s for 512. reflow: as in the data, which is a source of that name.",
    )

    dequantize: AnyDequantization | None = Field(
        None,
        exclude_if=is_absent,
        examples=["uniform"],
        description="How pixels that are integers become continuous, so that they have a likelihood; null to "
        "learn from inputs as they are. The flow is then that of their logits.",
    )
    likelihood: Likelihood | None = Field(
        None,
        examples=[{"steps": 20}],
        description="Evaluate `log_likelihood` as well: in nats per example, in the units of the data. Of "
        "dequantized pixels also `bits_per_dim`, an upper bound for their levels.",
    )

    networks: ClassVar = {"model": frozenset({"denoise"})}
    samplers: ClassVar = ("euler", "midpoint", "rk4")

    @property
    def by_example(self) -> bool:  # type: ignore[override]
        """See `GenerativeLoss.by_example`; optimal transport pairs the examples of a batch."""
        return self.coupling != "optimal_transport"

    def evaluated(self, _source: Any, _by_bytes: bool) -> Measured:
        """See `GenerativeLoss.evaluated`."""
        likelihood: Measured = {"log_likelihood": "max"} if self.likelihood is not None else {}
        bits: Measured = {"bits_per_dim": "min"} if self.likelihood and self.dequantize else {}
        return {"loss": "min", **likelihood, **bits}
