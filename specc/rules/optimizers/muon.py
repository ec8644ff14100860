"""Rules about Muon."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.optimizers.muon import Muon
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning
from specc.rules.statistics import is_linear

_DION = 5
"""Rows of the coefficients that Dion was published with (optax.contrib.muon)."""


@warning("O148", "there are no hidden matrices for Muon to update")
def muon_has_no_matrices(resolved: Resolved) -> Iterator[Found]:
    """Muon orthogonalizes the updates of matrices and leaves everything else to AdamW.

    It is meant for hidden layers. This model has only the output layer's matrix, which its authors
    give to AdamW. With `muon_weight_dimension_numbers: matrices`, kernels stored with more than two
    axes are left to it as well: those of convolutions and of attention.
    """
    written, model = resolved.optimizer, resolved.spec.model
    if not isinstance(written, Muon):
        return
    path: Path = (*resolved.optimizer_path, "muon_weight_dimension_numbers")
    if is_linear(resolved):
        at = (*resolved.optimizer_path, "type")
        yield Found(at, "the only matrix is the output layer's", ("adamw updates that as well",))
    elif (
        getattr(model, "hidden_matrices", None) is False
        and written.muon_weight_dimension_numbers == "matrices"
    ):
        label = "convolutions have four axes, and the output layer is AdamW's"
        yield Found(path, label, (), Fix(path, "kernels"))


@rule("O149", "fewer iterations than Muon has coefficients")
def muon_has_coefficients_left(resolved: Resolved) -> Iterator[Found]:
    """`ns_coeffs: dion` has one row of coefficients per iteration, five in total.

    optax requires all of them: with fewer iterations the trainer would fail at the start.
    `standard` repeats one row and allows fewer iterations.
    """
    written = resolved.optimizer
    if isinstance(written, Muon) and written.ns_coeffs == "dion" and written.ns_steps < _DION:
        path = (*resolved.optimizer_path, "ns_steps")
        label = f"{counted(written.ns_steps, 'iteration')}, and dion has coefficients for {_DION}"
        yield Found(path, label, (), Fix(path, str(_DION)))
