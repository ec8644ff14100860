"""Long short-term memory."""

from __future__ import annotations

from specc.ir.expr import Name
from specc.ir.pattern import pattern
from specc.ir.recurrent import Cell, ForgetBias, LayerClass, OrthogonalInit

LSTM = Cell(
    layer=Name("LstmLayer"),
    definitions=(OrthogonalInit(), ForgetBias(), LayerClass(template="lstm")),
    state="tuple[jax.Array, jax.Array]",
    state_note="the output and the memory of a layer, (n, width) each",
    zeros=pattern("(jnp.zeros((n, c.width)), jnp.zeros((n, c.width)))"),
)
