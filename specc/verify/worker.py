"""The process that runs a trainer: `python -m specc.verify.worker TRAINER.py PLACE.py OUTPUTS NAME…`.

Names are of functions of the trainer's that say something of each parameter.

It prints a report. It knows the parts of a trainer by their names, as any notebook would: Config,
load_data, init_state, compute_metrics, train_steps, evaluate.
"""

from __future__ import annotations

import functools
import importlib.util
import inspect
import math
import pathlib
import sys
import tempfile
from collections.abc import Callable
from typing import Any

_CALLS = 2
_STEPS = 3
_SETS = {"train": "training", "eval": "held-out", "test": "test"}
_STATISTICS = ("scaler", "target_scaler", "class_weight")
_JITTED = ("init_state", "train_steps", "jitted_step", "evaluate", "summarize", "predict")


def main() -> None:
    """Runs the trainer named on the command line, as if it were at the second place, for a few steps."""
    spec = importlib.util.spec_from_file_location("trainer", sys.argv[1])
    assert spec is not None
    assert spec.loader is not None
    trainer = importlib.util.module_from_spec(spec)
    sys.modules["trainer"] = trainer
    trainer.__file__ = sys.argv[2]  # where it belongs: its data lies relative to that
    spec.loader.exec_module(trainer)
    with tempfile.TemporaryDirectory() as folder:
        print(_examine(trainer, pathlib.Path(folder), int(sys.argv[3]), sys.argv[4:]).dumps())


def _examine(trainer: Any, workdir: pathlib.Path, outputs: int, functions: list[str]) -> Any:
    import jax
    import numpy as np

    from specc.verify.report import Report

    c = trainer.Config(workdir=workdir)
    reads = inspect.signature(trainer.load_data).parameters
    data = trainer.load_data(*([c] if reads else []))
    count = min(_STEPS, c.steps)
    arguments = _arguments(trainer, c, data, count)
    batch = _batch(trainer, arguments(0))
    state = _with_statistics(trainer.init_state(c, c.seed), data)
    given = _given(trainer, c, batch)
    asked = _asked(trainer, c, state, batch, outputs)
    if any(shape != (asked["batch"],) for shape in asked["per_example"].values()):
        return Report((), {}, (), {}, None, None, None, {}, (), {}, given, **asked)
    before = jax.device_get(state.params)
    cost, peak = _costs(trainer, c, state, batch, arguments(0))
    losses: list[float] = []
    for call in range(_CALLS):
        state, metrics = trainer.train_steps(c, state, *arguments(call * count))
        losses += np.asarray(metrics["loss"], float).tolist()
    evaluation: dict[str, float] = {}
    scored = [name for name in ("eval", "test") if hasattr(data, name)]
    for name in scored:
        found = trainer.evaluate(c, state, getattr(data, name)).items()
        evaluation |= {f"{name}_{key}": float(value) for key, value in found if value.ndim == 0}
    after = jax.device_get(state.params)
    labels = {_SETS[name]: _labels(getattr(data, name)) for name in ("train", *scored)}
    if (rows := getattr(data, "train_rows", None)) is not None and labels["training"] is not None:
        labels["training"] = labels["training"][rows]
    known = {name: found for name, found in labels.items() if found is not None}
    classes = max((int(found.max()) for found in known.values()), default=0)
    return Report(
        parameters=tuple(_parameters(before)),
        compilations=_compilations(trainer, [getattr(data, name) for name in scored]),
        losses=tuple(losses),
        evaluation=evaluation,
        flops=cost.get("flops"),
        bytes_accessed=cost.get("bytes accessed"),
        peak_bytes=peak,
        missing_classes={
            name: tuple(sorted(set(range(classes + 1)) - set(found.tolist())))
            for name, found in known.items()
        },
        unchanged=tuple(
            jax.tree_util.keystr(path, simple=True, separator="/")
            for (path, old), new in zip(
                jax.tree_util.tree_leaves_with_path(before), jax.tree.leaves(after), strict=True
            )
            if np.array_equal(old, new)
        ),
        marks={name: _marks(getattr(trainer, name), c, before) for name in functions},
        model_output_shape=given,
        **asked,
    )


def _arguments(trainer: Any, c: Any, data: Any, count: int) -> Callable[[int], tuple[Any, ...]]:
    """What `train_steps` takes besides settings and state, for the steps after one, wherever data is."""

    def numbered(step: int) -> tuple[Any, ...]:
        return data.train, trainer.batch_rows(c, step, count)

    def gathered(step: int) -> tuple[Any, ...]:
        return (trainer.gather(data, trainer.batch_rows(c, step, count)),)

    def decoded(step: int) -> tuple[Any, ...]:
        batches = trainer.read_batches(c, data.train, min(step, c.steps - count), count)
        return (trainer.preprocess(next(batches)),)

    if hasattr(trainer, "read_batches"):
        return decoded
    return gathered if hasattr(trainer, "gather") else numbered


def _batch(trainer: Any, arguments: tuple[Any, ...]) -> Any:
    """That of the first step."""
    import jax

    data, *rows = arguments
    first = rows[0][0] if rows else 0
    return jax.tree.map(lambda x: x[first], data)


def _with_statistics(state: Any, data: Any) -> Any:
    """The state with what was measured on the training examples, as `train` has it."""
    import jax
    import jax.numpy as jnp

    found = {
        name: jax.tree.map(jnp.float32, getattr(data, name))
        for name in _STATISTICS
        if hasattr(data, name)
    }
    return state.replace(**found)


def _costs(
    trainer: Any, c: Any, state: Any, batch: Any, arguments: tuple[Any, ...]
) -> tuple[dict[str, float], int | None]:
    """XLA's counts of a step, and the bytes of memory that a call takes."""
    import jax

    if hasattr(trainer.train_steps, "lower"):
        lowered = trainer.train_steps.lower(c, state, *arguments)
    elif len(arguments) == 1:
        lowered = trainer.jitted_step.lower(c, state, batch)
    else:
        data, rows = arguments
        lowered = trainer.jitted_step.lower(c, state, data, jax.numpy.asarray(rows[0]))
    compiled = lowered.compile()
    # XLA counts the body of a loop once, and with micro-batches that of the inner one is most of a step.
    counted = (compiled.cost_analysis() or {}).items()
    cost = {name: value * getattr(c, "accumulate", 1) for name, value in counted}
    memory = compiled.memory_analysis()
    peak = None if memory is None else memory.temp_size_in_bytes + memory.output_size_in_bytes
    return cost, peak


def _labels(examples: Any) -> Any:
    """Of a set, on the device or on the host; None if it has none."""
    import numpy as np

    if isinstance(examples, dict):
        return np.asarray(examples["label"]) if "label" in examples else None
    return np.asarray(examples.label) if hasattr(examples, "label") else None


def _compilations(trainer: Any, sets: list[Any]) -> dict[str, int]:
    """How often each function was compiled; a set of another size may be compiled anew."""
    import jax

    sizes = len({len(jax.tree.leaves(examples)[0]) for examples in sets})
    found = {}
    for name in _JITTED:
        count_of = getattr(getattr(trainer, name, None), "_cache_size", None)
        if count_of is not None and (count := count_of()):
            found[name] = count - max(sizes - 1, 0) if name in {"evaluate", "summarize"} else count
    return found


def _given(trainer: Any, c: Any, batch: Any) -> tuple[int, ...] | None:
    """The shape of what the user's own model gives for two examples, without computing it."""
    if not hasattr(trainer, "make_model"):
        return None
    from flax import nnx

    def outputs(x: Any) -> Any:
        takes = inspect.signature(trainer.make_model).parameters
        model = trainer.make_model(*([c] if "c" in takes else []), rngs=nnx.Rngs(0))
        model.eval()
        return model(trainer.normalize(x) if hasattr(trainer, "normalize") else x)

    return tuple(int(extent) for extent in nnx.eval_shape(outputs, batch[0][:2]).shape)


def _asked(trainer: Any, c: Any, state: Any, batch: Any, outputs: int) -> dict[str, Any]:
    """Shapes of what losses and metrics give for a batch, without computing them.

    Its length is none that outputs have, so that an axis too many, or another one, cannot look right.
    """
    import jax
    import numpy as np

    size, target = outputs + 1, batch[1]
    scaler = getattr(state, "target_scaler", None)
    known = {"c": c, "step": np.int32(0), "target_std": None if scaler is None else scaler.std}
    given = [
        np.zeros((size, outputs), np.float32),
        np.zeros((size, *target.shape[1:]), target.dtype),
    ]
    names = inspect.signature(trainer.compute_metrics).parameters
    unnamed = iter(given)  # whatever this trainer calls outputs and targets
    used = {name: known[name] if name in known else next(unnamed) for name in names}
    function = trainer.compute_metrics
    if "c" in used:
        function = functools.partial(function, used.pop("c"))
    shapes = jax.eval_shape(function, *used.values())
    per_example = {name: getattr(value, "shape", None) for name, value in shapes.items()}
    summaries: dict[str, Any] = {}
    if hasattr(trainer, "evaluate"):
        found = _of_set(trainer, c, state, batch, given[0], per_example)
        summaries = {
            name: getattr(value, "shape", None)
            for name, value in found.items()
            if name not in per_example
        }
    return {"batch": size, "per_example": per_example, "summaries": summaries}


def _of_set(
    trainer: Any, c: Any, state: Any, batch: Any, outputs: Any, per_example: dict[str, Any]
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
        if hasattr(trainer, "summarize"):
            function = functools.partial(trainer.summarize.__wrapped__, c)
            return jax.eval_shape(function, state, outputs, data)
        return jax.eval_shape(functools.partial(trainer.evaluate.__wrapped__, c), state, data)
    finally:
        trainer.compute_metrics = compute_metrics


def _parameters(params: Any) -> Any:
    import jax

    from specc.verify.report import Parameter

    for path, array in jax.tree_util.tree_leaves_with_path(params):
        yield Parameter(
            path=jax.tree_util.keystr(path, simple=True, separator="/"),
            shape=tuple(array.shape),
            dtype=str(array.dtype),
            count=int(array.size),
        )


def _marks(function: Any, c: Any, params: Any) -> tuple[Any, ...]:
    """What a function of the trainer's says of each parameter."""
    import jax

    takes = inspect.signature(function).parameters
    return tuple(jax.tree.leaves(function(c, params) if "c" in takes else function(params)))


if __name__ == "__main__":
    main()
