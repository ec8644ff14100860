"""How fast batches get into a compiled step: emitted trainers against data loaders, in one run.

The model is as small as a model can be, 784-10 with SGD, so what is measured is how the examples get there:
bytes of the shape of MNIST's, in two .npy files. Ours are the emitted `train` with its examples on the device
and with a memory-mapped file; the rivals feed the same step, jitted by hand, from a DataLoader of PyTorch, from
grain, and from the three lines of numpy that one writes instead of them. All take turns, never at the same time,
start from the same parameters, fetch their metrics once in an epoch and have to reach the same loss. The rivals
run in a process of an interpreter that has them; without one, numpy alone is measured against.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import pathlib
import shutil
import statistics
import sys
import tempfile
import time
from typing import Any

import jax
import numpy as np

import specc
from benchmarks import child
from benchmarks.trainer import load

ROUNDS = 5
FLOOR = 1.0  # batches per second over those of the fastest data loader, for either placement
PLACEMENTS = ("device", "host")
LOADERS = ("PyTorch, by examples", "PyTorch, by batches", "grain")
MODULES = ("jax", "torch", "grain")
INSTALL = f"torch==2.13.0 jax=={jax.__version__} grain==0.2.18 numpy"
RATE = 0.01

_SPEC = """\
specc: 1
name: {placement}
task: classification
model: {{type: mlp, hidden: []}}
data:
  source: {{type: npy, inputs: image.npy, targets: label.npy}}
  placement: {placement}
  batch_size: {batch}
  facts: {{rows: {rows}, shape: [28, 28], classes: 10, dtype: uint8, low: 0, high: 255}}
optimizer: {{type: sgd, learning_rate: {rate}}}
train: {{duration: {epochs} epochs}}
log: {{every: 1 epoch}}
"""


@dataclasses.dataclass(frozen=True)
class Case:
    """How many examples there are, and how often a turn goes through them."""

    rows: int = 60_000
    batch: int = 128
    epochs: int = 3


@dataclasses.dataclass(frozen=True)
class Turn:
    seconds: float
    steps: int
    loss: float  # mean of the first epoch

    @property
    def rate(self) -> float:
        return self.steps / self.seconds


def interpreter(given: str | None) -> str:
    """The Python that has the rivals.

    Raises:
        NoInterpreterError: none is named, or it lacks one of them.
    """
    return child.interpreter(given, MODULES, INSTALL)


def judged(found: dict[str, Any]) -> dict[str, float]:
    """The ratios that the budget is about, by placement; none if no data loader was there."""
    best = found["fastest_loader"]
    return {name: ratios[best] for name, ratios in found["ratios"].items() if best}


def measure(case: Case, python: str = sys.executable, rounds: int = ROUNDS) -> dict[str, Any]:
    """Turns of all sides, `rounds` times; the figures are medians. A rival runs in its fastest form."""
    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stdout(io.StringIO()):
        folder = pathlib.Path(name)
        _write(case, folder)
        ours = {placement: _Emitted(case, placement, folder) for placement in PLACEMENTS}
        for key, value in ours["device"].weights().items():
            np.save(folder / f"{key}.npy", value)
        worker = pathlib.Path(__file__).with_name("data_worker.py")
        command = [python, str(worker), str(folder), str(case.batch), str(RATE)]
        with child.Child(command) as other:
            if other.greeting["jax"] != jax.__version__:
                found = f"{python} has JAX {other.greeting['jax']}, not {jax.__version__}"
                raise child.NoInterpreterError(f"{found}: pip install {INSTALL}")
            expected = [ours[placement].run().loss for placement in PLACEMENTS]  # compiles
            _compare("host", expected[1], expected[0], 1e-6)
            rivals = [
                _Rival(name, forms, other, case.epochs, expected[0])
                for name, forms in other.greeting["forms"].items()
            ]
            turns = _turns({**ours, **{rival.name: rival for rival in rivals}}, rounds)
        if any(emitted.module.train_steps._cache_size() != 1 for emitted in ours.values()):
            raise AssertionError("the emitted steps were compiled again inside the clock")
    rates = {name: statistics.median(found) for name, found in turns.items()}
    loaders = [rival.name for rival in rivals if rival.name in LOADERS]
    return {
        "batches_per_s": rates,
        "fastest_loader": max(loaders, key=lambda name: rates[name], default=None),
        "ratios": {
            placement: {
                rival.name: _median_ratio(turns[placement], turns[rival.name]) for rival in rivals
            }
            for placement in PLACEMENTS
        },
        "forms": {rival.name: rival.form for rival in rivals},
        "forms_batches_per_s": {rival.name: rival.rates for rival in rivals},
        "load_s": {name: emitted.load_seconds for name, emitted in ours.items()},
    }


def _turns(sides: dict[str, _Emitted | _Rival], rounds: int) -> dict[str, list[float]]:
    """Batches per second of each side, in turns."""
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds):
        for name in sides if number % 2 else reversed(sides):
            rates[name].append(sides[name].run().rate)
    return rates


def _median_ratio(ours: list[float], theirs: list[float]) -> float:
    return statistics.median(our / their for our, their in zip(ours, theirs, strict=True))


def _write(case: Case, folder: pathlib.Path) -> None:
    """Random bytes that a linear classifier can learn something from."""
    generator = np.random.default_rng(0)
    label = generator.integers(0, 10, case.rows, dtype=np.int32)
    image = generator.integers(0, 200, (case.rows, 28, 28), dtype=np.uint8)
    image[np.arange(case.rows), label] += 50  # a row of the image that is brighter
    np.save(folder / "image.npy", image)
    np.save(folder / "label.npy", label)


def _compare(name: str, loss: float, expected: float, tolerance: float) -> None:
    if abs(loss - expected) > tolerance * expected:
        raise AssertionError(f"not the same work: {name} has a loss of {loss}, not {expected}")


class _Rival:
    """What feeds the step that is written by hand, in the form that had the fastest of three epochs."""

    def __init__(
        self, name: str, forms: list[str], other: child.Child, epochs: int, expected: float
    ):
        self.name, self.other, self.epochs = name, other, epochs
        self.rates = {form: self._first(form, expected) for form in forms}
        self.form = max(forms, key=lambda form: self.rates[form])

    def run(self) -> Turn:
        return Turn(**self.other.ask(self.name, self.form, self.epochs))

    def _first(self, form: str, expected: float) -> float:
        self.other.ask(self.name, form, 1)  # compiles
        turns = [Turn(**self.other.ask(self.name, form, 1)) for _ in range(3)]
        if self.name != "step alone":
            # numpy takes the rows in the order of the emitted trainer, the loaders in one of their own.
            tolerance = 1e-3 if self.name == "numpy" else 0.02
            _compare(f"{self.name}, {form}", turns[0].loss, expected, tolerance)
        return max(turn.rate for turn in turns)


class _Emitted:
    """The trainer that specc emits for a placement."""

    def __init__(self, case: Case, placement: str, folder: pathlib.Path):
        path = folder / f"{placement}.yaml"
        path.write_text(_SPEC.format(placement=placement, rate=RATE, **dataclasses.asdict(case)))
        ((_, text),) = specc.compile(specc.read(path)).items()
        self.module = load(folder / f"throughput_{placement}.py", text)
        self.config = self.module.Config(workdir=folder / f"run_{placement}")
        self.load_seconds = 0.0

    def run(self) -> Turn:
        """The emitted `train`, from when its data and its state are there to its last step."""
        module, ready = self.module, 0.0
        load_data, init_state = module.load_data, module.init_state

        def loaded(*arguments: Any) -> Any:
            begin = time.perf_counter()
            data = jax.block_until_ready(load_data(*arguments))
            self.load_seconds = time.perf_counter() - begin
            return data

        def initialized(*arguments: Any) -> Any:
            nonlocal ready
            state = jax.block_until_ready(init_state(*arguments))
            ready = time.perf_counter()
            return state

        shutil.rmtree(self.config.workdir, ignore_errors=True)  # a run is not overwritten
        module.load_data, module.init_state = loaded, initialized
        try:
            jax.block_until_ready(module.train(self.config))
            seconds = time.perf_counter() - ready
        finally:
            module.load_data, module.init_state = load_data, init_state
        return Turn(seconds, self.config.steps, self._first_loss())

    def weights(self) -> dict[str, np.ndarray]:
        state = self.module.init_state(self.config, self.config.seed)
        params = jax.device_get(state.params["output"])
        return {name: np.asarray(params[name]) for name in ("kernel", "bias")}

    def _first_loss(self) -> float:
        line = (self.config.workdir / "metrics.jsonl").read_text().splitlines()[0]
        loss: float = json.loads(line)["loss"]
        return loss
