"""Gated recurrent units."""

from __future__ import annotations

from specc.ir.expr import Name
from specc.ir.pattern import pattern
from specc.ir.recurrent import Cell, LayerClass, OrthogonalInit

GRU = Cell(
    layer=Name("GruLayer"),
    definitions=(OrthogonalInit(), LayerClass(template="gru")),
    state="jax.Array",
    state_note="the state of a layer, (n, width)",
    zeros=pattern("jnp.zeros((n, c.width))"),
)
