"""How well hidden letters of a Markov chain can be predicted at all."""

from __future__ import annotations

import math
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from .encoders import Array


def stationary(transitions: Array) -> Array:
    """How often the chain is in each state."""
    values, vectors = np.linalg.eig(transitions.T)
    often = np.real(vectors[:, np.argmax(np.real(values))])
    return often / often.sum()


def posterior(shown: Array, place: int, transitions: Array, shares: dict[str, float]) -> Array:
    """Probabilities of the letter at a hidden place given all that is shown of a window, (states,).

    The forward-backward algorithm; any other place is hidden with the probability `hidden`.

    Args:
        shown: the letters as numbers, MASK after the last of them.
        place: of the letter that is asked for.
        transitions: of the chain.
        shares: `hidden`, `mask` and `random`, as in a spec.
    """
    states = len(transitions)
    mask, random = shares["mask"], shares["random"]

    def likelihood(n: int) -> Array:
        """Of what is shown at a place, given the letter there."""
        same = np.arange(states) == shown[n]
        if shown[n] == states:
            return np.ones(states)
        of_hidden = (1 - mask - random) * same + random / states
        share = 1.0 if n == place else shares["hidden"]
        return share * of_hidden + (1 - share) * same

    ahead = stationary(transitions) * likelihood(0)
    for n in range(1, place + 1):
        ahead = ahead @ transitions * likelihood(n)
        ahead = ahead / ahead.sum()
    behind = np.ones(states)
    for n in range(len(shown) - 1, place, -1):
        behind = transitions @ (likelihood(n) * behind)
        behind = behind / behind.sum()
    found = ahead * behind
    return found / found.sum()


def least_nats(trainer: ModuleType, c: Any, token: Array, transitions: Array) -> float:
    """What `evaluate` cannot get below but by chance: the mean of -log p of the letters that it hides."""
    shares = {"hidden": c.hidden_share, "mask": c.mask_share, "random": c.random_share}
    nats, hide = [], jax.jit(trainer.hide_tokens, static_argnums=0)
    for window in range(math.ceil(len(token) / c.context)):
        start = min(window * c.context, len(token) - c.context)
        letters = token[start : start + c.context]
        key = jax.random.fold_in(jax.random.key(0), window)
        shown, places = hide(c, jnp.int32(letters)[None], key)
        for place in np.asarray(places[0]):
            if start + place >= window * c.context:
                p = posterior(np.asarray(shown[0]), place, transitions, shares)
                nats.append(-np.log(p[letters[place]]))
    return float(np.mean(nats))
