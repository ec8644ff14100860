"""The process that runs a trainer: `python -m specc.verify.worker TRAINER.py PLACE.py < CONTRACT`.

It prints a report, or the error of the trainer. What the trainer has, it is told by a contract; the functions
that every trainer has are called as `docs/notebook.md` calls them.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import inspect
import math
import pathlib
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

from specc.ir.contract import Contract, NetworkContract, parse_contract
from specc.verify.failure import FAILED, describe

_CALLS = 2
_STEPS = 3
_UPDATES = 4  # with a gradient of zero
_TRAINING = "training"
_SCHEDULE = re.compile(r"make_(\w+_)?schedule")


def main() -> None:
    """Runs the trainer named on the command line, as if it were at the second place, for a few steps."""
    path, place = sys.argv[1:3]
    contract = parse_contract(sys.stdin.read())
    trainer = None
    try:
        spec = importlib.util.spec_from_file_location("trainer", path)
        assert spec is not None
        assert spec.loader is not None
        trainer = importlib.util.module_from_spec(spec)
        sys.modules["trainer"] = trainer
        trainer.__file__ = place  # where it belongs: its data lies relative to that
        spec.loader.exec_module(trainer)
        with tempfile.TemporaryDirectory() as folder:
            print(_examine(trainer, contract, pathlib.Path(folder)).dumps())
    except (Exception, SystemExit) as error:
        print(describe(error, path, trainer).dumps())
        sys.exit(FAILED)


def _examine(trainer: Any, contract: Contract, workdir: pathlib.Path) -> Any:
    import jax
    import numpy as np

    from specc.verify.report import Report

    c = trainer.Config(workdir=workdir)
    data = _call(trainer.load_data, c)
    count = min(_STEPS, c.steps)
    arguments = _arguments(trainer, contract, c, data, count)
    batch = _batch(arguments(0))
    state = trainer.init_state(c, np.uint32(c.seed))
    state = _with_statistics(state, contract, data)
    given = _given(trainer, contract, c, state, batch)
    asked = _asked(trainer, contract, c, state, batch, given)
    if any(shape != (asked["batch"],) for shape in asked["per_example"].values()):
        return Report((), {}, {}, {}, None, None, None, {}, given, **asked)
    before = {n.name: jax.device_get(_at(state, n.params)) for n in contract.networks}
    probed = {n.name: _probe(trainer, n, c, before[n.name]) for n in contract.networks}
    cost, peak = _costs(trainer, contract, c, state, batch, arguments(0))
    losses: dict[str, tuple[float, ...]] = dict.fromkeys(contract.losses, ())
    for call in range(_CALLS):
        state, metrics = trainer.train_steps(c, state, *arguments(call * count))
        for name in losses:
            losses[name] += tuple(np.asarray(metrics[name], float).tolist())
    evaluation: dict[str, float] = {}
    for name, _ in contract.sets:
        found = trainer.evaluate(c, state, getattr(data, name)).items()
        evaluation |= {f"{name}_{key}": float(value) for key, value in found if value.ndim == 0}
    sets = [getattr(data, name) for name, _ in contract.sets]
    return Report(
        networks=tuple(
            _network(trainer, n, c, before[n.name], _at(state, n.params), probed[n.name])
            for n in contract.networks
        ),
        compilations=_compilations(trainer, contract, sets),
        losses=losses,
        evaluation=evaluation,
        flops=cost.get("flops"),
        bytes_accessed=cost.get("bytes accessed"),
        peak_bytes=peak,
        missing_classes=_missing_classes(contract, data),
        model_output_shape=given,
        **asked,
    )


def _call(function: Any, c: Any, *arguments: Any) -> Any:
    """A function of the trainer's, with its settings if it takes them."""
    takes = next(iter(inspect.signature(function).parameters), None) == "c"
    return function(c, *arguments) if takes else function(*arguments)


def _at(state: Any, attributes: tuple[str, ...]) -> Any:
    return functools.reduce(getattr, attributes, state)


def _network(
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
        found = _call(getattr(trainer, network.multipliers), c, before)
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


def _probe(trainer: Any, network: NetworkContract, c: Any, params: Any) -> Any:
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


def _arguments(
    trainer: Any, contract: Contract, c: Any, data: Any, count: int
) -> Callable[[int], tuple[Any, ...]]:
    """What `train_steps` takes besides settings and state, for the steps after one, wherever data is."""

    def numbered(step: int) -> tuple[Any, ...]:
        return data.train, trainer.batch_rows(c, step, count)

    def gathered(step: int) -> tuple[Any, ...]:
        return (trainer.gather(data, trainer.batch_rows(c, step, count)),)

    def decoded(step: int) -> tuple[Any, ...]:
        batches = trainer.read_batches(c, data.train, min(step, c.steps - count), count)
        return (trainer.preprocess(next(batches)),)

    return {"files": decoded, "host": gathered, "device": numbered}[contract.placement]


def _batch(arguments: tuple[Any, ...]) -> Any:
    """That of the first step."""
    import jax

    data, *rows = arguments
    first = rows[0][0] if rows else 0
    return jax.tree.map(lambda x: x[first], data)


def _with_statistics(state: Any, contract: Contract, data: Any) -> Any:
    """The state with what was measured on the training examples, as `train` has it."""
    import jax
    import jax.numpy as jnp

    found = {name: jax.tree.map(jnp.float32, getattr(data, name)) for name in contract.statistics}
    return state.replace(**found)


def _costs(
    trainer: Any, contract: Contract, c: Any, state: Any, batch: Any, arguments: tuple[Any, ...]
) -> tuple[dict[str, float], int | None]:
    """XLA's counts of a step, and the bytes of memory that a call takes."""
    import jax

    if "train_steps" in contract.jitted:
        lowered = trainer.train_steps.lower(c, state, *arguments)
    elif len(arguments) == 1:
        lowered = trainer.jitted_step.lower(c, state, batch)
    else:
        data, rows = arguments
        lowered = trainer.jitted_step.lower(c, state, data, jax.numpy.asarray(rows[0]))
    compiled = lowered.compile()
    # XLA counts the body of a loop once, and with micro-batches that of the inner one is most of a step.
    counted = (compiled.cost_analysis() or {}).items()
    times = getattr(c, contract.micro_batches) if contract.micro_batches else 1
    cost = {name: value * times for name, value in counted}
    memory = compiled.memory_analysis()
    peak = None if memory is None else memory.temp_size_in_bytes + memory.output_size_in_bytes
    return cost, peak


def _missing_classes(contract: Contract, data: Any) -> dict[str, tuple[int, ...]]:
    """The classes that no example of a set has, by the adjective of the set."""
    if not contract.labels:
        return {}
    fields = (("train", _TRAINING), *contract.sets)
    labels = {
        adjective: _labels(getattr(data, name), contract.labels) for name, adjective in fields
    }
    rows = getattr(data, "train_rows", None)  # where examples of all sets are on the host
    if rows is not None:
        labels[_TRAINING] = labels[_TRAINING][rows]
    classes = max(int(found.max()) for found in labels.values())
    return {
        adjective: tuple(sorted(set(range(classes + 1)) - set(found.tolist())))
        for adjective, found in labels.items()
    }


def _labels(examples: Any, column: str) -> Any:
    """Of a set, on the device or on the host."""
    import numpy as np

    found = examples[column] if isinstance(examples, dict) else getattr(examples, column)
    return np.asarray(found).reshape(-1)


def _compilations(trainer: Any, contract: Contract, sets: list[Any]) -> dict[str, int]:
    """How often each function was compiled; a set of another size may be compiled anew."""
    import jax

    sizes = len({len(jax.tree.leaves(examples)[0]) for examples in sets})
    found = {}
    for name in contract.jitted:
        if count := getattr(trainer, name)._cache_size():
            found[name] = count - max(sizes - 1, 0) if name in contract.evaluators else count
    return found


def _given(
    trainer: Any, contract: Contract, c: Any, state: Any, batch: Any
) -> tuple[int, ...] | None:
    """The shape of what the model gives for two examples, without computing it."""
    import jax

    if contract.outputs is None:
        return None
    predict = functools.partial(trainer.predict.__wrapped__, c)
    two = jax.eval_shape(
        lambda *x: [a[:1].repeat(2, 0) for a in x], *_columns(batch, contract.inputs)
    )
    return tuple(int(extent) for extent in jax.eval_shape(predict, state, *two).shape)


def _columns(batch: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(batch, name) for name in names)


def _asked(
    trainer: Any, contract: Contract, c: Any, state: Any, batch: Any, given: Any
) -> dict[str, Any]:
    """Shapes of what losses and metrics give for a batch, without computing them.

    Its length is none that outputs have, so that an axis too many, or another one, cannot look right.
    """
    import jax
    import numpy as np

    if not contract.measure:
        return {"batch": 0, "per_example": {}, "summaries": {}}
    size = (contract.outputs or 1) + 1
    rows = jax.eval_shape(lambda x: jax.tree.map(lambda leaf: leaf[:1].repeat(size, 0), x), batch)
    scaler = getattr(state, "target_scaler", None) if "target_std" in contract.measure else None

    def measure(state: Any, rows: Any) -> Any:
        known: dict[str, Any] = {
            **rows._asdict(),
            "step": np.int32(0),
            "target_std": scaler and scaler.std,
            "input": rows[0],
        }
        if contract.outputs is None:
            from flax import nnx

            [network] = contract.networks
            known["model"] = nnx.merge(state.graphdef, _at(state, network.params))
            known["key"] = jax.random.key(0)
        else:
            known["target"] = getattr(rows, contract.target)
            known["outputs"] = jax.numpy.zeros((size, contract.outputs))
            if given == (2, contract.outputs):
                inputs = _columns(rows, contract.inputs)
                known["outputs"] = trainer.predict.__wrapped__(c, state, *inputs)
        return _call(trainer.compute_metrics, c, *(known[name] for name in contract.measure))

    shapes = jax.eval_shape(measure, state, rows)
    per_example = {name: getattr(value, "shape", None) for name, value in shapes.items()}
    summaries: dict[str, Any] = {}
    if contract.outputs is not None and contract.evaluators:
        outputs = np.zeros((size, contract.outputs), np.float32)
        found = _of_set(trainer, contract, c, state, batch, outputs, per_example)
        summaries = {
            name: getattr(value, "shape", None)
            for name, value in found.items()
            if name not in per_example
        }
    return {"batch": size, "per_example": per_example, "summaries": summaries}


def _of_set(
    trainer: Any,
    contract: Contract,
    c: Any,
    state: Any,
    batch: Any,
    outputs: Any,
    per_example: dict[str, Any],
) -> Any:
    """Shapes of what a set is measured by, whatever is wrong with the metrics of examples."""
    import jax

    repeats = math.ceil(len(outputs) / len(batch[0]))
    rows = jax.numpy.tile(jax.numpy.arange(len(batch[0])), repeats)[: len(outputs)]
    data = jax.tree.map(lambda x: x[rows], batch)
    compute_metrics = trainer.compute_metrics
    zeros = dict.fromkeys(per_example, jax.numpy.zeros(len(outputs)))
    trainer.compute_metrics = lambda *_: dict(zeros)
    try:
        if contract.placement == "files" and contract.evaluators == ("summarize",):
            function = functools.partial(trainer.summarize.__wrapped__, c)
            return jax.eval_shape(function, state, outputs, data)
        return jax.eval_shape(functools.partial(trainer.evaluate.__wrapped__, c), state, data)
    finally:
        trainer.compute_metrics = compute_metrics


if __name__ == "__main__":
    main()
