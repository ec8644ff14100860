"""A perceptron with residual blocks."""

import jax
from flax import nnx

EXPANSION = 2  # of the hidden layer of a block over its input


class ResidualBlock(nnx.Module):
    """x + f(norm(x)), f a perceptron with one hidden layer."""

    def __init__(self, width: int, *, rngs: nnx.Rngs):
        self.norm = nnx.LayerNorm(width, rngs=rngs)
        self.hidden = nnx.Linear(width, EXPANSION * width, rngs=rngs)
        self.output = nnx.Linear(EXPANSION * width, width, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        """(batch, width) to (batch, width)."""
        return x + self.output(nnx.gelu(self.hidden(self.norm(x))))


class ResidualPerceptron(nnx.Module):
    """Residual blocks between a linear embedding and a linear head."""

    def __init__(
        self, inputs: int, outputs: int, *, width: int = 64, depth: int = 2, rngs: nnx.Rngs
    ):
        self.embed = nnx.Linear(inputs, width, rngs=rngs)
        self.blocks = nnx.List([ResidualBlock(width, rngs=rngs) for _ in range(depth)])
        self.norm = nnx.LayerNorm(width, rngs=rngs)
        self.head = nnx.Linear(width, outputs, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        """(batch, ...) to (batch, outputs)."""
        x = self.embed(x.reshape(len(x), -1))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))
