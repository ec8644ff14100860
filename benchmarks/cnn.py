"""An emitted convolutional network on a CPU, against the same network in PyTorch's fastest form.

PyTorch runs in a process of its own, with an interpreter that has it (`--torch`, or SPECC_TORCH_PYTHON); it is
no dependency of anything here. The two take turns, never at the same time, each with all cores. They start
from the same parameters, see the same rows in the same order, and have to reach the same loss: it is the same
work, except that the emitted steps also average their metrics. Beside it stands the form that is emitted for
machines that are not known (`target: any`), over fewer steps, for it is slow on a CPU.
"""

from __future__ import annotations

import dataclasses
import pathlib
import statistics
import tempfile
import time
from typing import Any

import jax
import numpy as np

import specc
from benchmarks import child
from benchmarks.trainer import load

ROUNDS = 15
FLOOR = 1.0  # steps per second over those of PyTorch's fastest form
TORCH = "torch==2.13.0"
ROWS = 4096
STEPS_OF_ANY = 1  # a turn; the others take as many as the emitted program does in a call

_SPEC = """\
specc: 1
name: {name}
task: classification
target: {target}
model: {{type: cnn, channels: [32, 64], activation: {activation}, norm: {norm}, hidden: [128]}}
data:
  source: {{type: sklearn, name: digits}}
  batch_size: 128
  facts: {{rows: {rows}, shape: [28, 28], classes: 10, low: 0, high: 16}}
optimizer: {{type: adam, learning_rate: 1e-3}}
train: {{duration: 100 epochs}}
log: {{every: 10 epochs}}
"""


@dataclasses.dataclass(frozen=True)
class Case:
    """What follows each convolution."""

    activation: str
    norm: str | None

    @property
    def title(self) -> str:
        return f"cnn 28x28, {self.activation}{', batch norm' if self.norm else ''}"


CASES = (Case("relu", None), Case("gelu", "batch"))


def interpreter(given: str | None) -> str:
    """The Python that has PyTorch.

    Raises:
        NoInterpreterError: none is named, or it has none.
    """
    return child.interpreter(given, ("torch", "numpy"), f"{TORCH} numpy")


def measure(case: Case, python: str, rounds: int = ROUNDS) -> dict[str, Any]:
    """Turns of all forms, `rounds` times; the figures are medians."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        emitted = {
            target: _Emitted(case, target, steps, folder)
            for target, steps in (("cpu", None), ("any", STEPS_OF_ANY))
        }
        with _Torch(case, python, emitted["cpu"], folder) as torch:
            turns: list[_Emitted | _Form] = [*emitted.values(), *torch.forms]
            seconds: dict[str, list[float]] = {run.name: [run()] for run in turns}  # compiles
            losses = {run.name: run.loss for run in turns}
            _compare(losses)
            for number in range(rounds):
                for run in turns if number % 2 else reversed(turns):
                    seconds[run.name].append(run() / run.steps)
            speeds = {name: 1 / statistics.median(found[1:]) for name, found in seconds.items()}
            best = max((form.name for form in torch.forms), key=lambda form: speeds[form])
            ratios = [t / o for t, o in zip(seconds[best][1:], seconds["cpu"][1:], strict=True)]
        return {
            "network": case.title,
            "steps_per_s": speeds,
            "fastest": best,
            "torch": torch.version,
            "ratio": statistics.median(ratios),
            "ratios": sorted(round(ratio, 4) for ratio in ratios),
            "first_losses": losses,
        }


def _compare(losses: dict[str, float]) -> None:
    expected = losses["cpu"]
    if any(abs(loss - expected) > 1e-3 * expected for loss in losses.values()):
        raise AssertionError(f"not the same network: {losses}")


class _Emitted:
    """The compiled steps that specc emits for a target, as `train` calls them."""

    def __init__(self, case: Case, target: str, steps: int | None, folder: pathlib.Path):
        self.name = target
        path = folder / f"{target}.yaml"
        fields = {"norm": case.norm or "null", "activation": case.activation}
        path.write_text(_SPEC.format(name=f"cnn_{target}", target=target, rows=ROWS, **fields))
        ((_, text),) = specc.compile(specc.read(path)).items()
        self.module = module = load(folder / f"cnn_{target}.py", text)
        self.config = c = module.Config(workdir=folder / "run")
        self.steps = steps or module.steps_per_call(c, c.log_every * c.steps_per_epoch)
        self.data = jax.device_put(module.Batch(*examples()))
        self.rows = module.batch_rows(c, 0, self.steps)
        self.state = module.init_state(c, c.seed)
        self.params = jax.device_get(self.state.params)  # before they are donated
        self.loss = self._first_loss()

    def __call__(self) -> float:
        """Seconds of a turn."""
        begin = time.perf_counter()
        self.state, _ = jax.block_until_ready(
            self.module.train_steps(self.config, self.state, self.data, self.rows)
        )
        return time.perf_counter() - begin

    def _first_loss(self) -> float:
        state = jax.tree.map(lambda leaf: leaf.copy(), self.state)
        _, metrics = self.module.train_steps(self.config, state, self.data, self.rows)
        return float(metrics["loss"][0])


class _Torch(child.Child):
    """The process that has PyTorch."""

    def __init__(self, case: Case, python: str, emitted: _Emitted, folder: pathlib.Path):
        image, label = examples()
        arrays = {"image": image, "label": label, "rows": emitted.rows}
        path = folder / "torch.npz"
        np.savez(path, **arrays, **_weights(emitted.params))
        worker = pathlib.Path(__file__).with_name("torch_worker.py")
        super().__init__([python, str(worker), str(path), case.activation, case.norm or "none"])
        self.version = self.greeting["version"]
        self.forms = [_Form(name, emitted.steps, self) for name in self.greeting["forms"]]


class _Form:
    """A way to run PyTorch."""

    def __init__(self, name: str, steps: int, torch: _Torch):
        self.name, self.steps, self.torch = name, steps, torch
        self.loss = torch.ask(name, 1)["loss"]

    def __call__(self) -> float:
        seconds: float = self.torch.ask(self.name, self.steps)["seconds"]
        return seconds


def examples() -> tuple[np.ndarray, np.ndarray]:
    """Images of the shape of MNIST's and labels, at random."""
    generator = np.random.default_rng(0)
    image = generator.uniform(0, 1, (ROWS, 28, 28)).astype(np.float32)
    return image, generator.integers(0, 10, ROWS).astype(np.int32)


def _weights(params: Any) -> dict[str, np.ndarray]:
    """Parameters as PyTorch has them: outputs first, and the last maps flattened by channels."""
    found = {}
    layers = {
        **{f"conv{n + 1}": leaves for n, leaves in params["convs"].items()},
        **{f"norm{n + 1}": leaves for n, leaves in params.get("norms", {}).items()},
        "hidden1": params["hidden"][0],
        "output": params["output"],
    }
    for layer, leaves in layers.items():
        for name, value in leaves.items():
            array = np.asarray(value)
            if name == "kernel":
                if layer == "hidden1":
                    maps = array.reshape(7, 7, 64, -1)
                    array = maps.transpose(2, 0, 1, 3).reshape(array.shape)
                array = np.moveaxis(array, (-1, -2), (0, 1))
            found[f"{layer}.{ {'kernel': 'weight', 'scale': 'weight'}.get(name, name) }"] = array
    return found
