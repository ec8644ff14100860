"""The resolved spec: what the rest of the compiler works on."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from specc.document.diagnostics import Diagnostic, Path, Severity
from specc.fast_dataclasses import dataclass
from specc.language.block import Block
from specc.language.code import Files, own_code, with_code
from specc.language.data import Data
from specc.language.facts import Facts
from specc.language.family import member
from specc.language.model import Model
from specc.language.optimizer import Placed, everywhere, innermost
from specc.language.paths import matches
from specc.language.spec import Spec
from specc.resolve.data_files import DataFile, difference
from specc.resolve.lock import Lock, shipped
from specc.resolve.steps import Clock, clock

if TYPE_CHECKING:
    from specc.language.checkpoint import Checkpoint
    from specc.language.sample import Sample

_MOST_LEVELS, _MOST_PARAMETERS = 500, 5_000
"""Maximum depth of a model whose parameters are listed before initialization."""


@dataclass(frozen=True)
class Part:
    """Examples that are evaluated: held out of the source, or separate data.

    Attributes:
        key: "evaluation" or "test", or the name of a further set.
        noun: a name for one of them: "held-out example".
        path: that of a separate source in the spec.
        facts_path: that of its facts.
        rows: number of examples.
        source: the separate source in the spec, if any.
        stated: the facts of it that the spec has, if it does.
        facts: of that source.
    """

    key: str
    noun: str
    path: Path
    facts_path: Path
    rows: int
    source: Any = None
    stated: Facts | None = None
    facts: Facts | None = None

    @property
    def path_name(self) -> str:
        """Where the spec has its source, in one word: "data.evaluation"."""
        return ".".join(map(str, self.path))

    @property
    def purpose(self) -> str:
        """What its examples are for, in words."""
        usual = {"evaluation": "to evaluate on", "test": "to test on"}
        return usual.get(self.key, f"to evaluate on as {self.key}")


class Changed(NamedTuple):
    """A file of data that is not the one that was probed.

    Attributes:
        source: the path of the source in the spec.
        path: of the file, or folder, as in the spec.
        label: what differs.
        read: whether its content was compared, and not only its size.
    """

    source: Path
    path: str
    label: str
    read: bool


@dataclass(frozen=True)
class Resolved:
    """A spec with every default filled in, the facts of its data, and the sizes that follow.

    Attributes:
        train_rows: examples that are trained on.
        evaluation: the evaluation examples.
        test: the test examples.
        further: further sets that are evaluated.
        clock: the length of the run, and of an epoch, in steps.
        window: rows of the source in an example: one, or the tokens of a window.
        output: the path of the trainer, if given outside of the spec.
        changed: files that are not those that the facts in the lock are of.
    """

    spec: Spec
    facts: Facts
    train_rows: int
    evaluation: Part
    test: Part
    clock: Clock
    further: tuple[Part, ...] = ()
    window: int = 1
    output: str | None = None
    changed: tuple[Changed, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Evaluation and test, which may be empty, and further sets."""
        return self.evaluation, self.test, *self.further

    @property
    def eval_rows(self) -> int:
        """Number of evaluation examples."""
        return self.evaluation.rows

    @property
    def train_examples(self) -> int:
        """Number of training examples: rows, or windows."""
        return self.train_rows // self.window

    @property
    def eval_examples(self) -> int:
        """Number of evaluation examples: rows, or windows."""
        return -(-self.eval_rows // self.window)

    @property
    def most_scored(self) -> int:
        """Number of examples of the larger of the sets that are evaluated."""
        return max(-(-part.rows // self.window) for part in self.parts)

    @property
    def outputs(self) -> int | None:
        """Number of the model's outputs per example; None if the facts do not contain it."""
        return cast("int | None", self.spec.task.outputs(self.facts))

    @property
    def micro_batch(self) -> int:
        """Examples per micro-batch."""
        return max(self.spec.data.batch_size // (self.spec.train.accumulate or 1), 1)

    @property
    def optimizer(self) -> Any:
        """The innermost optimizer, which has the learning rate."""
        return innermost(self.spec.optimizer)[1]

    @property
    def optimizer_path(self) -> Path:
        """Its path."""
        return ("optimizer", *innermost(self.spec.optimizer)[0])

    @property
    def optimizers(self) -> tuple[Placed, ...]:
        """Every optimizer with its path: wrappers, wrapped ones, and those of groups."""
        return tuple(
            item._replace(path=("optimizer", *item.path))
            for item in everywhere(self.spec.optimizer)
        )

    @property
    def parameters(self) -> tuple[str, ...] | None:
        """Paths of the model's parameters; None if only initialization shows them, or they are too many."""
        known = _parameters(self.spec.model) if hasattr(self.spec.model, "parameters") else None
        if known is None:
            return None
        own = getattr(getattr(self.spec.task, "loss", None), "parameters", ())
        of_class = self.spec.model.class_parameters if self.spec.task.conditional else ()
        of_label = self.spec.model.label_parameters if self.spec.task.supervised else ()
        return (*known, *of_class, *of_label, *own)

    @property
    def linear_layers(self) -> tuple[str, ...] | None:
        """Paths of the model's linear layers; None if its parameters are unknown."""
        paths, kinds = self.parameters, self.spec.model.kernels
        if paths is None:
            return None
        others = [pattern for pattern, kind in kinds.items() if kind == "convolution"]
        kernels = [path for path in paths if path.endswith("/kernel") and not matches(others, path)]
        return tuple(path.removesuffix("/kernel") for path in kernels)

    @property
    def trained(self) -> tuple[str, ...] | None:
        """Paths of the parameters that are trained: the model's, or those of its adapters."""
        lora, layers = self.spec.lora, self.linear_layers
        if lora is None or layers is None:
            return self.parameters if lora is None else None
        adapted = (layer for layer in layers if lora.takes(layer))
        return tuple(f"{layer}/lora_{part}/kernel" for layer in adapted for part in "ab")

    @property
    def held_out(self) -> int:
        """Number of held-out examples of the source."""
        return self.facts.rows - self.train_rows

    @property
    def classes(self) -> int | None:
        """Number of classes; None if the task has none."""
        return self.facts.classes if self.spec.task.classes else None


@functools.lru_cache(maxsize=64)
def _parameters(model: Model) -> tuple[str, ...] | None:
    paths = model.parameters if (model.levels or 0) <= _MOST_LEVELS else None
    return paths if paths is None or len(paths) <= _MOST_PARAMETERS else None


def resolve(spec: Spec, lock: Lock, code: Files | None = None) -> Resolved | Diagnostic:
    """Completes a spec from the facts of its data, defaults and user code.

    Returns:
        A diagnostic if the facts are missing.
    """
    if code is not None and code != Files():
        spec = cast("Spec", with_code(spec, code))
    data = spec.data
    asks = data.asks
    facts = data.facts or _known(data.source, lock, asks)
    if facts is None:
        return _missing(("data", "source"), ("data", "facts"))
    if getattr(spec.model, "inputs", "any") == "series" and spec.task.layout == "rows":
        facts = facts.model_copy(update={"series": True})
    parts = []
    for part in _parts(data, facts):
        if part.source is not None:
            own_facts = part.stated or _known(part.source, lock)
            if own_facts is None:
                return _missing(part.path, part.facts_path)
            part = dataclasses.replace(part, rows=own_facts.rows, facts=own_facts)
        parts.append(part)
    evaluation, test, *further = parts
    kept = (data.holdout.eval_rows(facts) or 0) + (data.holdout.test_rows(facts) or 0)
    train_rows = max(facts.rows - kept, 0)
    window = spec.task.window(spec.model)
    if data.normalize is None:
        chosen = member("specc.language.normalizations", spec.task.normalization(facts))
        data = data.model_copy(update={"normalize": chosen()})
    return Resolved(
        spec=spec.model_copy(
            update={"data": data, "sample": _sample(spec), "checkpoint": _checkpoint(spec)}
        ),
        facts=facts,
        train_rows=train_rows,
        evaluation=evaluation,
        test=test,
        further=tuple(further),
        clock=clock(train_rows // window, spec.data.batch_size, spec.train.duration, window),
        window=window,
    )


def _parts(data: Data, facts: Facts) -> Iterator[Part]:
    """All sets that are evaluated, with what the spec itself says of them."""
    for key, noun, rows in (
        ("evaluation", "held-out example", data.holdout.eval_rows(facts)),
        ("test", "test example", data.holdout.test_rows(facts)),
    ):
        yield Part(
            key=key,
            noun=noun,
            path=("data", key),
            facts_path=("data", f"{key}_facts"),
            rows=rows or 0,
            source=getattr(data, key),
            stated=getattr(data, f"{key}_facts"),
        )
    for number, item in enumerate(data.evaluation_sets):
        yield Part(
            key=item.name,
            noun=f"{item.name} example",
            path=("data", "evaluation_sets", number, "source"),
            facts_path=("data", "evaluation_sets", number, "facts"),
            rows=0,
            source=item.source,
            stated=item.facts,
        )


def _sample(spec: Spec) -> Sample | None:
    """`sample:`, with the default sampler of the loss if it has several, and its defaults of samplers."""
    sample: Sample | None = spec.sample
    loss: Any = getattr(spec.task, "loss", None)
    samplers = getattr(loss, "samplers", ())
    if sample is None or not samplers:
        return sample
    chosen: Any = sample.sampler or member("specc.language.samplers", samplers[0])()
    if chosen.type in samplers:
        defaults: Mapping[str, Any] = loss.sampler_defaults
        given = chosen.model_fields_set
        chosen = chosen.model_copy(update={k: v for k, v in defaults.items() if k not in given})
    return sample.model_copy(update={"sampler": chosen})


def _checkpoint(spec: Spec) -> Checkpoint | None:
    """`checkpoint:`, with the best evaluation if a run that stops early ends with that."""
    stopping = spec.evaluate.early_stopping if spec.evaluate is not None else None
    if spec.checkpoint is None or stopping is None or not stopping.restore_best:
        return spec.checkpoint
    from specc.language.best import Best  # few specs stop early

    best = spec.checkpoint.best or Best(metric=stopping.metric, mode=stopping.mode)
    return spec.checkpoint.model_copy(update={"best": best})


def _known(
    source: Block, lock: Lock, asks: Mapping[str, Any] = MappingProxyType({})
) -> Facts | None:
    """The facts of a source that is made from a seed, in the lock, or of a set that is shipped."""
    made = getattr(source, "facts", None)
    return made or lock.find(source, asks) or shipped().find(source, asks)


def changed(spec: Spec, lock: Lock, seen: Mapping[str, DataFile]) -> tuple[Changed, ...]:
    """The files that are not those that were probed; what was not seen or not recorded is not compared.

    Args:
        spec: of the data.
        lock: what was found then.
        seen: the files as they are now, by their paths in the spec.
    """
    data = spec.data
    found = []
    trained: tuple[Path, Any, Facts | None] = (("data", "source"), data.source, data.facts)
    for place, source, facts in (trained, *data.others):
        asks = data.asks if source is data.source else {}
        if facts is not None or (entry := lock.entry(source, asks)) is None:
            continue
        for file in entry.files:
            now = seen.get(file.path)
            if now is not None and (label := difference(file, now)) is not None:
                found.append(Changed(place, file.path, label, now.sha256 is not None))
    return tuple(found)


def _missing(source: Path, facts: Path) -> Diagnostic:
    return Diagnostic(
        "D001",
        Severity.ERROR,
        "the facts of the data are missing",
        source,
        f"neither {'.'.join(map(str, facts))} nor specc.lock has its rows, shape, targets and range",
        ("`specc probe` reads the data once and writes them to specc.lock",),
    )


def as_data(resolved: Resolved) -> dict[str, Any]:
    """The resolved spec as plain values, which `--emit spec` prints; it is a valid spec."""
    data = resolved.spec.model_dump(mode="json", exclude_none=True)
    data["data"]["facts"] = resolved.facts.model_dump(mode="json", exclude_none=True)
    for part in resolved.parts:
        if part.facts is not None:
            *place, key = part.facts_path
            block: Any = data
            for step in place:
                block = block[step]
            block[key] = part.facts.model_dump(mode="json", exclude_none=True)
    return data


def digest(resolved: Resolved) -> str:
    """SHA-256 of everything that determines the trainer: the resolved spec, the facts, the code.

    It excludes the output path and allowed warnings.
    """
    data = as_data(resolved)
    for key in ("output", "allow"):
        data.pop(key, None)
    if inlined := [block.files for _, block in own_code(resolved.spec) if block.inline]:
        data["code"] = {path: sha for files in inlined for path, sha in files.digests().items()}
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
