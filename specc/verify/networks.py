"""What steps and updates do to the parameters of networks."""

from __future__ import annotations

import contextlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

from specc.ir.contract import NetworkContract
from specc.verify.calls import call

_UPDATES = 4  # with a gradient of zero
_SCHEDULE = re.compile(r"make_(\w+_)?schedule")


def observed(
    trainer: Any, network: NetworkContract, c: Any, before: Any, after: Any, probed: Any
) -> Any:
    """What was seen of a network: its parameters before and after the steps, and what updates do to them."""
    import jax
    import numpy as np

    from specc.verify.report import Network, Parameter

    leaves = jax.tree_util.tree_leaves_with_path(before)
    paths = [jax.tree_util.keystr(path, simple=True, separator="/") for path, _ in leaves]
    multipliers: tuple[float, ...] = ()
    if network.multipliers:
        found = call(getattr(trainer, network.multipliers), c, before)
        multipliers = tuple(map(float, jax.tree.leaves(found)))
    decays, frozen = probed
    pairs = zip(paths, jax.tree.leaves(before), jax.tree.leaves(after), strict=True)
    return Network(
        name=network.name,
        parameters=tuple(
            Parameter(path, tuple(array.shape), str(array.dtype), int(array.size))
            for path, (_, array) in zip(paths, leaves, strict=True)
        ),
        decays=decays,
        frozen=frozen,
        multipliers=multipliers,
        unchanged=tuple(path for path, old, new in pairs if np.array_equal(old, new)),
    )


def probe(trainer: Any, network: NetworkContract, c: Any, params: Any) -> Any:
    """Which parameters decay, and which ones are frozen.

    With a gradient of zero, the updates of parameters of 1 and of 0 differ by their decay alone, whatever
    noise there is; where an optimizer divides by a sum of gradients, so do those with a gradient of one. With
    that, only frozen parameters stay. Scheduled numbers have their largest values of the run: the first
    ones may be 0.
    """
    import jax
    import jax.numpy as jnp

    make = getattr(trainer, network.optimizer)
    by_step = "step" in inspect.signature(make).parameters  # where its schedules follow the run's
    ones, zeros = (
        jax.tree.map(lambda x, value=value: jnp.full(x.shape, value, x.dtype), params)
        for value in (1.0, 0.0)
    )
    known = {
        "value": jnp.float32(1),
        "grad": zeros,
        "value_fn": lambda _: jnp.float32(1),
        "obj_fn": lambda _: jnp.float32(1),
        "grad_fn": lambda *_: zeros,
    }

    def optimizer(step: int) -> Any:
        return make(c, step) if by_step else make(c)

    @jax.jit
    def moves(grads: Any, params: Any) -> Any:
        """The sum of the updates, 0 where that is not finite."""
        extra = {name: known[name] for name in network.extra_args}
        opt_state, total = optimizer(0).init(params), zeros
        for step in range(_UPDATES):
            updates, opt_state = optimizer(step).update(grads, opt_state, params, **extra)
            total = jax.tree.map(lambda t, u: t + u.astype(t.dtype), total, updates)
        finite = jnp.stack([jnp.isfinite(x).all() for x in jax.tree.leaves(total)]).all()
        return jax.tree.map(jnp.nan_to_num, total), finite

    def differs(one: Any, other: Any) -> tuple[bool, ...]:
        same = jax.tree.map(lambda a, b: bool(jnp.array_equal(a, b)), one, other)
        return tuple(not item for item in jax.tree.leaves(same))

    with _largest(trainer, c):
        grads = zeros if moves(zeros, ones)[1] else ones
        decays = differs(moves(grads, ones)[0], moves(grads, zeros)[0])
        moved = differs(moves(ones, ones)[0], zeros)
    return decays, tuple(not item for item in moved)


@contextlib.contextmanager
def _largest(trainer: Any, c: Any) -> Iterator[None]:
    """Schedules of the trainer give the largest of their values in the run at every step."""
    import jax

    made = {name: x for name, x in vars(trainer).items() if _SCHEDULE.fullmatch(name)}
    steps = jax.numpy.unique(jax.numpy.linspace(0, c.steps - 1, 1000).round().astype("int32"))

    def constant(make: Any) -> Any:
        def schedule(c: Any) -> Any:
            largest = jax.numpy.max(jax.vmap(make(c))(steps))
            return lambda _: largest

        return schedule

    vars(trainer).update({name: constant(make) for name, make in made.items()})
    try:
        yield
    finally:
        vars(trainer).update(made)
