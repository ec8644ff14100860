"""The loss of language models, and how they write."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Setting
from specc.ir.loss import Counted, Loss
from specc.ir.model import Layered
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.sampler import Sampler
from specc.ir.token_terms import TokenTerm

_IGNORED = "task.loss.ignore_index"


@dataclass(frozen=True, kw_only=True)
class NextToken(Loss):
    """The cross-entropy of each token given those before it.

    Attributes:
        terms: what training adds to it.
        ignored: the token that is no target, if there is one.
        own_tokens: the probability that an input is a token that the model has drawn; None if it never is.
    """

    kind: ClassVar[str] = "next_token"
    terms: tuple[TokenTerm, ...] = ()
    ignored: Setting | None = None
    own_tokens: Expr | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return ("loss",)

    @property
    def counted(self) -> Counted | None:
        """See `Loss.counted`."""
        if self.ignored is None:
            return None
        return Counted(pattern("batch.token[:, 1:] != x", x=self.ignored), _IGNORED)


@dataclass(frozen=True, kw_only=True)
class MaskedToken(Loss):
    """The cross-entropy of hidden tokens given the others."""

    kind: ClassVar[str] = "masked_token"

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return ("loss", "accuracy")


@dataclass(frozen=True, kw_only=True)
class TokenSampler(Sampler):
    """Tokens drawn one after the other.

    Attributes:
        settings: of what is done to logits before a token is drawn, in this order; each has a template in
            `samplers/tokens/`.
    """

    function: ClassVar[str] = "fill_window"
    settings: tuple[Setting, ...] = ()

    @property
    def usage(self) -> str:
        """The call that people write."""
        return "sample(c, state, key, count, prompt)"


@dataclass(frozen=True, kw_only=True)
class TokenModel(Layered):
    """A model of tokens.

    Attributes:
        vocabulary: how many different tokens there are.
    """

    vocabulary: Expr

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"next_token"})

    @property
    def cached(self) -> tuple[Renderable, ...]:
        """What it has for writing token by token: the method `step`, and the function `empty_caches`."""
        raise NotImplementedError

    @property
    def caches(self) -> str:
        """The type of what `empty_caches` returns."""
        return "list[Cache]"

    @property
    def stepped(self) -> Expr:
        """Logits and caches after `token`, at the place `n`, of `model`."""
        return pattern("model.step(token[None], caches, n)")
