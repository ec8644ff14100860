"""The process that runs a trainer: `python -m specc.verify.worker TRAINER.py PLACE.py OUTPUTS NAME…`.

Names are of functions of the trainer's that say something of each parameter.

It prints a report. It knows the parts of a trainer by their names, as any notebook would: Config,
load_data, init_state, score, train_steps, evaluate.
"""

from __future__ import annotations

import functools
import importlib.util
import inspect
import pathlib
import sys
import tempfile
from typing import Any

_CALLS = 2
_STEPS = 3


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
    loaded = trainer.load_data(*([c] if reads else []))
    count = min(_STEPS, c.steps_per_call)
    if hasattr(trainer, "read_ahead"):  # examples are decoded call by call
        files, *others = (loaded,) if isinstance(loaded, trainer.Files) else loaded

        def call_arguments(step: int) -> tuple[Any, ...]:
            batches = trainer.read_ahead(c, files, trainer.run_rows(c, step))
            return (trainer.take(c, batches, count),)

        data = jax.tree.map(lambda column: column[0], call_arguments(0)[0])
    elif hasattr(trainer, "take"):  # examples are on the host, and sent call by call
        columns, *others = (loaded,) if isinstance(loaded[0], np.ndarray) else loaded
        training = others.pop(0) if others and isinstance(others[0], np.ndarray) else None
        order = np.arange(trainer.TRAIN_EXAMPLES) if training is None else training
        data = trainer.take(columns, order[: c.batch_size])

        def call_arguments(step: int) -> tuple[Any, ...]:
            return (trainer.take(columns, order[trainer.call_rows(c, step)]),)
    else:
        data, *others = (loaded,) if isinstance(loaded, trainer.Examples) else loaded

        def call_arguments(step: int) -> tuple[Any, ...]:
            return (data, trainer.call_rows(c, step))

    scored = {
        name: others.pop(0)
        for name, constant in (("held-out", "EVAL_EXAMPLES"), ("test", "TEST_EXAMPLES"))
        if hasattr(trainer, constant)
    }
    given = _given(trainer, data)
    asked = _asked(trainer, c, data, others, outputs)
    if any(shape != (asked["batch"],) for shape in asked["per_example"].values()):
        return Report((), {}, (), {}, None, None, None, {}, (), {}, given, **asked)
    state = trainer.init_state(c, *others)
    before = jax.device_get(state.params)
    compiled = trainer.train_steps.lower(c, state, *call_arguments(0), count).compile()
    cost = compiled.cost_analysis() or {}
    memory = compiled.memory_analysis()
    losses = []
    for call in range(_CALLS):
        state, metrics = trainer.train_steps(c, state, *call_arguments(call * count), count)
        losses.append(float(metrics["loss"]))
    evaluation: dict[str, float] = {}
    for name, part in scored.items():
        prefixes = [{"held-out": "eval", "test": "test"}[name]] if len(scored) > 1 else []
        found = trainer.evaluate(c, state, part, *prefixes).items()
        evaluation |= {key: float(value) for key, value in found if value.ndim == 0}
    after = jax.device_get(state.params)
    jitted = ("init_state", "train_steps", "evaluate", "predict")
    # A batch of training examples, which is all there is of those on the host, may well lack a class.
    splits = scored | ({} if hasattr(trainer, "take") else {"training": data})
    labels = {
        name: np.asarray(part.label) for name, part in splits.items() if hasattr(part, "label")
    }
    classes = max((int(found.max()) for found in labels.values()), default=0)
    return Report(
        parameters=tuple(_parameters(before)),
        compilations={
            name: getattr(trainer, name)._cache_size()
            for name in jitted
            if hasattr(getattr(trainer, name, None), "_cache_size")
        },
        losses=tuple(losses),
        evaluation=evaluation,
        flops=_of_step(c, cost.get("flops")),
        bytes_accessed=_of_step(c, cost.get("bytes accessed")),
        peak_bytes=None
        if memory is None
        else memory.temp_size_in_bytes + memory.output_size_in_bytes,
        missing_classes={
            name: tuple(sorted(set(range(classes + 1)) - set(found.tolist())))
            for name, found in labels.items()
        },
        unchanged=tuple(
            jax.tree_util.keystr(path, simple=True, separator="/")
            for (path, old), new in zip(
                jax.tree_util.tree_leaves_with_path(before), jax.tree.leaves(after), strict=True
            )
            if np.array_equal(old, new)
        ),
        marks={name: _marks(getattr(trainer, name), c, before) for name in functions},
        given=given,
        **asked,
    )


def _of_step(c: Any, counted: float | None) -> float | None:
    """XLA counts the body of a loop once, and with micro-batches that of the inner one is most of a step."""
    return None if counted is None else counted * getattr(c, "accumulate", 1)


def _given(trainer: Any, data: Any) -> tuple[int, ...] | None:
    """The shape of what the user's own model gives for two examples, without computing it."""
    if not hasattr(trainer, "make_model"):
        return None
    from flax import nnx

    def outputs(x: Any) -> Any:
        model = trainer.make_model(rngs=nnx.Rngs(0))
        model.eval()
        return model(x)

    return tuple(int(extent) for extent in nnx.eval_shape(outputs, data[0][:2]).shape)


def _asked(trainer: Any, c: Any, data: Any, others: list[Any], outputs: int) -> dict[str, Any]:
    """Shapes of what losses and metrics give for a batch, without computing them.

    Its length is none that outputs have, so that an axis too many, or another one, cannot look right.
    """
    import jax
    import numpy as np

    batch, target = outputs + 1, data[1]
    given = {
        "c": c,
        "step": np.int32(0),
        "outputs": np.zeros((batch, outputs), np.float32),
        "target": np.zeros((batch, *target.shape[1:]), target.dtype),
        "weight": np.ones(batch, np.float32),
        "scaler": others[-1] if others else None,
    }
    found: dict[str, Any] = {"batch": batch, "per_example": {}, "summaries": {}}
    for key, name in (("per_example", "score"), ("summaries", "summarize")):
        if (function := getattr(trainer, name, None)) is not None:
            names = inspect.signature(function).parameters
            unnamed = iter(("outputs", "target"))  # whatever this trainer calls them
            values = [given[name if name in given else next(unnamed)] for name in names]
            if "c" in names:
                function = functools.partial(function, values.pop(0))
            shapes = jax.eval_shape(function, *values)
            found[key] = {name: getattr(value, "shape", None) for name, value in shapes.items()}
    return found


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
