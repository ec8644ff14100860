"""An emitted trainer against the best loop written by hand for the same work, in one process.

What is timed is the emitted `train` itself, log and all, from its first compiled call to the state after its
last step; reading the data, initializing and closing the last checkpoint are left out on both sides. A run of
each side that is not timed comes first, so nothing compiles inside the clock. Both start from the same
parameters, see the same rows in the same order and have to reach the same held-out loss: it is the same work.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import io
import json
import pathlib
import shutil
import statistics
import sys
import tempfile
import threading
import time
import types
from typing import Any

import jax
import numpy as np

import specc
from benchmarks import rival

ROUNDS = 15
FLOOR = 0.95  # emitted steps per second over those of the loop written by hand

_SPEC = """\
specc: 1
name: {name}
task: classification
model: {{type: mlp, hidden: {hidden}, activation: gelu}}
data:
  source: {{type: sklearn, name: digits}}
  holdout: 15%
  batch_size: {batch}
  facts: {{rows: {rows}, shape: {shape}, classes: 10, low: 0, high: 16}}
optimizer:
  type: adamw
  weight_decay: 0.01
  clip_by_global_norm: 1.0
  learning_rate: {{type: cosine, peak: 1e-3, warmup: 5%, floor: 10%}}
train: {{duration: {epochs} epochs}}
evaluate: {{every: {log_every} epochs}}
checkpoint: {{every: {epochs} epochs}}
"""


@dataclasses.dataclass(frozen=True)
class Case:
    """A network, its data and the length of its run."""

    name: str
    hidden: tuple[int, ...]
    rows: int
    shape: tuple[int, int]
    epochs: int
    log_every: int
    batch: int = 128

    @property
    def title(self) -> str:
        return "-".join(map(str, (self.shape[0] * self.shape[1], *self.hidden, 10)))


CASES = (
    Case("small", (64,), 1797, (8, 8), epochs=200, log_every=10),
    Case("large", (512, 256), 10_000, (28, 28), epochs=6, log_every=1),
)


def text_of(case: Case) -> str:
    """The spec of a case."""
    sizes = {"hidden": list(case.hidden), "shape": list(case.shape)}
    return _SPEC.format(**{**dataclasses.asdict(case), **sizes})


def substitute(name: str) -> types.SimpleNamespace | None:
    """What a case trains on instead of scikit-learn's digits; None if on these."""
    case = next((case for case in CASES if case.name == name), None)
    if case is None or case.rows == 1797:
        return None
    generator = np.random.default_rng(1)
    label = generator.integers(0, 10, case.rows)
    image = generator.uniform(0, 8, (case.rows, *case.shape)) + label[:, None, None] * 0.1
    image[0, 0, :2] = 0, 16  # the smallest and the largest that the facts state
    return types.SimpleNamespace(images=image, target=label)


def measure(case: Case, rounds: int = ROUNDS) -> dict[str, Any]:
    """Alternates the two sides, `rounds` times."""
    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stdout(io.StringIO()):
        folder = pathlib.Path(name)
        emitted = _Emitted(case, folder)
        written = _Written(case, folder, emitted)
        emitted.run()
        form, forms = written.choose()
        pairs = []
        for number in range(rounds):
            sides = (emitted.run, written.run) if number % 2 else (written.run, emitted.run)
            first, second = sides[0](), sides[1]()
            pairs.append((first, second) if number % 2 else (second, first))
        if emitted.train_steps._cache_size() != 1:
            raise AssertionError("the emitted steps were compiled again inside the clock")
        ours, theirs = pairs[-1]
        if abs(ours.last_loss - theirs.last_loss) > 0.02 * max(abs(theirs.last_loss), 0.05):
            raise AssertionError(f"not the same work: {ours.last_loss} and {theirs.last_loss}")
        return {
            "network": case.title,
            "steps": ours.steps,
            "form": form.name,
            "forms_steps_per_s": forms,
            "emitted_steps_per_s": statistics.median(o.steps / o.seconds for o, _ in pairs),
            "written_steps_per_s": statistics.median(t.steps / t.seconds for _, t in pairs),
            "ratio": statistics.median(t.seconds / o.seconds for o, t in pairs),
            "ratios": sorted(round(t.seconds / o.seconds, 4) for o, t in pairs),
            "last_loss": [ours.last_loss, theirs.last_loss],
            "emitted_xla": emitted.cost(),
            "written_xla": written.cost(),
        }


def timed(module: Any, config: Any) -> tuple[float, float]:
    """Runs `train` in an empty workdir: seconds by the clock and of all CPUs.

    From the first call of `train_steps` to the last of `save`; both also wait for their arguments.
    """
    marks: list[tuple[float, float]] = []
    steps, save = module.train_steps, module.save
    shutil.rmtree(config.workdir, ignore_errors=True)

    def mark(arguments: Any) -> None:
        jax.block_until_ready([x for x in jax.tree.leaves(arguments) if isinstance(x, jax.Array)])
        marks.append((time.perf_counter(), time.process_time()))

    def first_call(*arguments: Any) -> Any:
        module.train_steps = steps
        mark(arguments)
        return steps(*arguments)

    def marked_save(*arguments: Any) -> Any:
        mark(arguments)
        return save(*arguments)

    module.train_steps, module.save = first_call, marked_save
    try:
        module.train(config, threading.Event())
    finally:
        module.train_steps, module.save = steps, save
    return marks[-1][0] - marks[0][0], marks[-1][1] - marks[0][1]


class _Emitted:
    """The trainer that specc emits, loaded from its file."""

    def __init__(self, case: Case, folder: pathlib.Path):
        self.folder = folder
        path = folder / f"{case.name}.yaml"
        path.write_text(text_of(case))
        ((_, text),) = specc.compile(specc.read(path)).items()
        self.module = load(folder / f"{case.name}.py", text)
        if data := substitute(case.name):
            self.module.load_digits = lambda: data
        self.train_steps = self.module.train_steps
        self.config = self.module.Config(workdir=folder / "run")

    def run(self) -> rival.Timed:
        """The emitted `train`, with the clock read where its first step begins and its last has ended."""
        seconds, _ = timed(self.module, self.config)
        last = json.loads((self.config.workdir / "metrics.jsonl").read_text().splitlines()[-1])
        return rival.Timed(seconds, self.config.steps, last["eval_loss"])

    def cost(self) -> dict[str, float]:
        config, data = self.config, self.module.load_data().train
        state = self.module.init_state(config, config.seed)
        rows = self.module.batch_rows(config, 0, config.steps_per_epoch)
        return _cost(self.train_steps.lower(config, state, data, rows))


class _Written:
    """The loop written by hand, on the emitted trainer's data and initial parameters."""

    def __init__(self, case: Case, folder: pathlib.Path, emitted: _Emitted):
        self.path = folder / "written.jsonl"
        config = emitted.config
        sets = emitted.module.load_data()
        train, held = sets.train, sets.eval
        flat = [column.reshape(len(column), -1) for column in (train.image, held.image)]
        self.data = (flat[0], train.label, flat[1], held.label)
        params = emitted.module.init_state(config, config.seed).params
        layers = [*(params["hidden"][i] for i in range(len(case.hidden))), params["output"]]
        self.params = [{k: layer[k] for k in ("kernel", "bias")} for layer in layers]
        self.total = config.steps
        self.job = rival.Job(
            config.seed,
            case.epochs,
            case.batch,
            case.log_every,
            config.learning_rate,
            round(config.warmup * config.steps),
            config.weight_decay,
            config.clip_norm,
        )

    def choose(self) -> tuple[rival.Form, dict[str, float]]:
        """The fastest form: the best of three runs of each, after one that compiles."""
        forms = (*rival.FORMS, rival.OTHER_ARITHMETIC)
        calls = {form: rival.make_train(self.job, self.total, form) for form in forms}
        best = dict.fromkeys(forms, 0.0)
        for number in range(4):
            for self.form, self.train_call in calls.items():
                timed = self.run()
                if number:
                    best[self.form] = max(best[self.form], timed.steps / timed.seconds)
        self.form = max(rival.FORMS, key=lambda form: best[form])
        self.train_call = calls[self.form]
        return self.form, {form.name: speed for form, speed in best.items()}

    def run(self) -> rival.Timed:
        state = rival.initial(self.job, self.total, self.form, self.params)
        return rival.run(self.job, self.train_call, state, self.data, self.path)

    def cost(self) -> dict[str, float]:
        rows = np.zeros(
            (self.job.log_every * (len(self.data[0]) // self.job.batch), self.job.batch), np.int32
        )
        form = rival.Form("step", 1, "optax")
        one = rival.make_train(self.job, self.total, form)
        state = rival.initial(self.job, self.total, form, self.params)
        return _cost(one.lower(state, self.data[0], self.data[1], rows))


def _cost(lowered: Any) -> dict[str, float]:
    """What XLA says of a compiled call; it counts the body of a loop once, so of about one step."""
    compiled = lowered.compile()
    counted, memory = compiled.cost_analysis(), compiled.memory_analysis()
    return {
        "flops": counted["flops"],
        "bytes_accessed": counted["bytes accessed"],
        "temporary_bytes": memory.temp_size_in_bytes,
        "peak_bytes": memory.temp_size_in_bytes
        + memory.argument_size_in_bytes
        + memory.output_size_in_bytes
        - memory.alias_size_in_bytes,
    }


def load(path: pathlib.Path, text: str) -> Any:
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(f"emitted_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module
