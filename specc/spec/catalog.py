"""The page of all optimizers, for people: `python -m specc.spec.catalog` prints docs/optimizers.md."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from specc.spec.family import member, members
from specc.spec.optimizer import Optimizer, Update

_PACKAGE = "specc.spec.optimizers"

_HEAD = """\
# Optimizers

All of optax and optax.contrib that train by themselves, under their names there, with their arguments and
defaults. Decay applies to kernels alone unless `mask: all`. Fields are described by `specc schema`.

| `type` | what it does | what it needs |
|---|---|---|
"""

_NEEDS = {
    "value": "the loss of the batch",
    "value_fn": "further losses of the batch, for its line search",
    "obj_fn": "second derivatives, every `update_interval` steps",
    "grad_fn": "further gradients in each step",
}
_TAKES = {"warmup": "a constant rate, after a warm-up if asked", "number": "a number for a rate"}


def page() -> str:
    """All optimizers as a table in Markdown, by name."""
    return _HEAD + "".join(_row(name) for name in sorted(members(_PACKAGE)))


def _row(name: str) -> str:
    block = member(_PACKAGE, name)
    assert issubclass(block, Update)
    text = " ".join(inspect.cleandoc(block.__doc__ or "").split())
    return f"| `{name}` | {text.removesuffix('.')} | {'; '.join(_needs(block))} |\n"


def _needs(block: type[Update]) -> Iterator[str]:
    if block.wraps is not None:
        yield f"a `{block.wraps}`"
    if block.takes in _TAKES:
        yield _TAKES[block.takes]
    elif (rate := block.model_fields.get("learning_rate")) and not rate.is_required():
        yield "no learning rate"
    yield from (_NEEDS[name] for name in block.needs if name in _NEEDS)
    if issubclass(block, Optimizer) and block.full_batch_reason is not None:
        yield "all training examples in a batch"


if __name__ == "__main__":
    print(page(), end="")
