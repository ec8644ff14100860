"""What training adds to the loss of a token; each has a file in `lower/token_terms/`."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Setting


@dataclass(frozen=True, kw_only=True)
class TokenTerm:
    """A change of the loss of a token, which has no effect where its number is 0.

    Attributes:
        number: the setting, by whose name the function that measures tokens takes it.
        words: what it is called, and its source.
        value: the changed loss, from `nats`, `logits` and `log_z`, the logarithm of the sum of exp(logits).
    """

    number: Setting
    words: str
    value: Expr
    origin: str
