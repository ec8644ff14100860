"""`type: muon`."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import DecayRate, NonNegative, Positive
from specc.language.optimizer import Decay, Optimizer, Transform, same
from specc.language.paths import matches
from specc.language.schedule import AnySchedule


class Muon(Optimizer):
    """Orthogonal updates of matrices (Jordan et al. 2024), and AdamW for the rest."""

    type: Literal["muon"] = "muon"
    muon_weight_dimension_numbers: Literal["kernels", "matrices"] = Field(
        "kernels",
        description="What is orthogonalized: the kernels of hidden layers, as matrices from inputs to "
        "outputs however they are stored, or only those stored with two axes. Never embeddings or the "
        "output.",
    )
    ns_coeffs: Literal["standard", "dion"] = Field(
        "standard", description="Coefficients of the Newton-Schulz iteration."
    )
    ns_steps: int = Field(5, ge=1, le=5, description="Newton-Schulz iterations per step.")
    beta: DecayRate = Field(0.95, description="Decay rate of the mean of gradients.")
    eps: Positive = Field(1e-8, description="Added to the norm of a matrix, and in AdamW.")
    weight_decay: NonNegative = Field(
        0.0, description="Decoupled, of matrices, times the learning rate."
    )
    nesterov: bool = Field(True, description="Use Nesterov momentum, in Adam as well.")
    adaptive: bool = Field(False, description="Scale updates by the dual norm of gradients.")
    preconditioning: Literal["frobenius", "spectral", "aol", "schatten"] = Field(
        "frobenius", description="What a matrix is divided by before the iteration."
    )
    adam_b1: DecayRate = Field(0.9, description="AdamW's decay rate of the mean of gradients.")
    adam_b2: DecayRate = Field(0.999, description="AdamW's decay rate of the mean of squares.")
    adam_eps_root: NonNegative = Field(0.0, description="AdamW's addition under the root.")
    adam_weight_decay: NonNegative = Field(0.0, description="Weight decay of what AdamW updates.")
    adam_learning_rate: Positive | AnySchedule | None = Field(
        None,
        union_mode="left_to_right",
        examples=[3e-3],
        description="AdamW's learning rate: a number is the peak of one of the same shape as Muon's, or it "
        "has a schedule of its own; the same as Muon's if null.",
    )
    consistent_rms: Positive | None = Field(
        None,
        examples=[0.2],
        description="Root mean square of updates; 0.2 is about AdamW's. By shape if null.",
    )

    usual_rate: ClassVar = "0.02"
    largest_rate: ClassVar = 1.0
    normalizes: ClassVar = True
    moments: ClassVar = 1

    @property
    def selects(self) -> bool:
        """See `Optimizer.selects`: hidden kernels."""
        return True

    def part_of(self, path: str, ends: Sequence[str] = (), axes: int = 2) -> str:
        """See `Update.part_of`."""
        hidden = path.rpartition("/")[2] == "kernel" and not matches(ends, path)
        fits = axes == 2 or self.muon_weight_dimension_numbers == "kernels"
        return "muon" if hidden and fits else "adam"

    def marks(self, decay: Decay, path: str, ends: Sequence[str] = (), axes: int = 2) -> bool:
        """See `Update.marks`."""
        return self.part_of(path, ends, axes) == (
            "muon" if decay.field == "weight_decay" else "adam"
        )

    moving: ClassVar = ("beta",)
    tunable: ClassVar = ("weight_decay", "adam_weight_decay")
    rates: ClassVar = ("adam_learning_rate",)
    decays: ClassVar = (
        Decay("weight_decay", "learning rate", "muon_weight_dimension_numbers"),
        Decay("adam_weight_decay", "learning rate"),
    )
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "contrib.muon",
            options=same(
                "ns_coeffs",
                "ns_steps",
                "beta",
                "eps",
                "weight_decay",
                "nesterov",
                "adaptive",
                "preconditioning",
                "adam_b1",
                "adam_b2",
                "adam_eps_root",
                "adam_weight_decay",
                "adam_learning_rate",
                "consistent_rms",
            ),
            mask="muon_weight_dimension_numbers",
            masks=(("muon_weight_dimension_numbers", None),),
            rate="learning_rate",
        ),
    )
