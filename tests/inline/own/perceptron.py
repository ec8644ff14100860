"""Perceptrons, and what goes with them, as somebody might have them in a repository."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from sklearn import datasets

SCALE = 0.5  # of the outputs


def flat(x: jax.Array) -> jax.Array:
    """Examples as vectors, (batch, inputs)."""
    return jnp.reshape(x, (len(x), -1))


class Plain(nnx.Module):
    """One hidden layer."""

    def __init__(
        self, inputs: int, outputs: int, width: int = 8, notes: object = None, *, rngs: nnx.Rngs
    ):
        self.hidden = nnx.Linear(inputs, width, rngs=rngs)
        self.output = nnx.Linear(width, outputs, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        return SCALE * self.output(nnx.relu(self.hidden(flat(x))))


class Dropped(Plain):
    """The same with a norm and dropout."""

    def __init__(
        self, inputs: int, outputs: int, width: int = 8, notes: object = None, *, rngs: nnx.Rngs
    ):
        super().__init__(inputs, outputs, width, notes, rngs=rngs)
        self.norm = nnx.BatchNorm(inputs, rngs=rngs)
        self.dropout = nnx.Dropout(0.1)

    def __call__(self, x: jax.Array, *, rngs: nnx.Rngs | None = None) -> jax.Array:
        return super().__call__(self.dropout(self.norm(flat(x)), rngs=rngs))


def size(outputs: jax.Array, targets: jax.Array, *, scale: float = 1.0) -> jax.Array:
    """Of the outputs of each example, whatever its target, (batch,)."""
    return scale * jnp.mean(flat(outputs) ** 2, axis=-1)


def largest(outputs: jax.Array, targets: jax.Array, **kwargs: float) -> jax.Array:
    """Of those sizes, ()."""
    return jnp.max(size(outputs, targets, **kwargs))


def shade(key: jax.Array, image: jax.Array, *, most: float = SCALE) -> jax.Array:
    """The image, a little darker."""
    return image * (1 - most * jax.random.uniform(key))


def load_data(note: object = None, share: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """The digits, the first share of them."""
    digits = datasets.load_digits()
    count = int(share * len(digits.target))
    return digits.images[:count], digits.target[:count]


def load_weighted(
    note: object = None, share: float = 1.0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same, the first ones counting least."""
    images, target = load_data(note, share)
    return images, target, np.linspace(0, 1, len(target))
