"""Generates docs/optimizers.md: `python -m specc.language.catalog`."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from specc.language.family import member, members
from specc.language.optimizer import Optimizer, Update

_PACKAGE = "specc.language.optimizers"

_HEAD = """\
# Optimizers

The optimizers of optax and optax.contrib, with their names, arguments and defaults there. Weight decay
applies to kernels only unless `mask: all` is given. `specc schema` describes all fields.

| `type` | what it does | what it needs |
|---|---|---|
"""

_NEEDS = {
    "value": "the loss of the batch",
    "value_fn": "further losses of the batch, for its line search",
    "obj_fn": "second derivatives, every `update_interval` steps",
    "grad_fn": "further gradients in each step",
}
_TAKES = {"warmup": "a constant rate, optionally with a warm-up", "number": "a constant rate"}


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
    yield from (_NEEDS[name] for name in block.extra_args if name in _NEEDS)
    if issubclass(block, Optimizer) and block.full_batch_reason is not None:
        yield "all training examples in a batch"


if __name__ == "__main__":
    print(page(), end="")
