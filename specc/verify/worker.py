"""The process that runs a trainer: `python -m specc.verify.worker TRAINER.py PLACE.py < CONTRACT`.

It prints a report, or the error of the trainer. What the trainer has, it is told by a contract; the functions
that every trainer has are called as `docs/notebook.md` calls them.
"""

from __future__ import annotations

import importlib.util
import pathlib
import sys
import tempfile
from typing import Any

from specc.ir.contract import Contract, parse_contract
from specc.verify.calls import arguments_of_steps, at, call, first_batch, with_statistics
from specc.verify.classes import missing_classes
from specc.verify.counts import compilations, costs
from specc.verify.failure import FAILED, describe
from specc.verify.networks import observed, probe
from specc.verify.shapes import output_shape, shapes_of_measures

_CALLS = 2
_STEPS = 3


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
    data = call(trainer.load_data, c)
    count = min(_STEPS, c.steps)
    arguments = arguments_of_steps(trainer, contract, c, data, count)
    batch = first_batch(arguments(0))
    state = trainer.init_state(c, np.uint32(c.seed))
    state = with_statistics(state, contract, data)
    given = output_shape(trainer, contract, c, state, batch)
    asked = shapes_of_measures(trainer, contract, c, state, batch, given)
    if any(shape != (asked["batch"],) for shape in asked["per_example"].values()):
        return Report((), {}, {}, {}, None, None, None, {}, given, **asked)
    before = {n.name: jax.device_get(at(state, n.params)) for n in contract.networks}
    probed = {n.name: probe(trainer, n, c, before[n.name]) for n in contract.networks}
    cost, peak = costs(trainer, contract, c, state, batch, arguments(0))
    losses: dict[str, tuple[float, ...]] = dict.fromkeys(contract.losses, ())
    for number in range(_CALLS):
        state, metrics = trainer.train_steps(c, state, *arguments(number * count))
        for name in losses:
            losses[name] += tuple(np.asarray(metrics[name], float).tolist())
    evaluation: dict[str, float] = {}
    for name, _ in contract.sets:
        found = trainer.evaluate(c, state, getattr(data, name)).items()
        evaluation |= {f"{name}_{key}": float(value) for key, value in found if value.ndim == 0}
    sets = [getattr(data, name) for name, _ in contract.sets]
    return Report(
        networks=tuple(
            observed(trainer, n, c, before[n.name], at(state, n.params), probed[n.name])
            for n in contract.networks
        ),
        compilations=compilations(trainer, contract, sets),
        losses=losses,
        evaluation=evaluation,
        flops=cost.get("flops"),
        bytes_accessed=cost.get("bytes accessed"),
        peak_bytes=peak,
        missing_classes=missing_classes(contract, data),
        model_output_shape=given,
        **asked,
    )


if __name__ == "__main__":
    main()
