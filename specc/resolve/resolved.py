"""The resolved spec: what the rest of the compiler works on."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from typing import Any, cast

from specc.resolve.lock import Lock, shipped
from specc.resolve.steps import Clock, clock
from specc.spec.code import Files, own_code, with_code
from specc.spec.diagnostics import Diagnostic, Path, Severity
from specc.spec.facts import Facts
from specc.spec.family import member
from specc.spec.model import Model
from specc.spec.optimizer import Placed, everywhere, innermost
from specc.spec.spec import Spec

_MOST_LEVELS, _MOST_PARAMETERS = 500, 5_000
"""Of a model whose parameters are looked at one by one before it is made."""


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """Examples that are scored and never trained on: held out of the source, or data of their own.

    Attributes:
        key: what they are for: "evaluation" or "test", the key of a source of their own in `data:`.
        noun: what one of them is called: "held-out example".
        rows: how many.
        source: that of their own, as the spec has it.
        facts: of that source.
    """

    key: str
    noun: str
    rows: int
    source: Any = None
    facts: Facts | None = None

    @property
    def facts_key(self) -> str:
        """Where `data:` has its facts."""
        return f"{self.key}_facts"


@dataclasses.dataclass(frozen=True, slots=True)
class Resolved:
    """A spec with every default filled in, the facts of its data, and the sizes that follow.

    Attributes:
        train_rows: examples that are trained on.
        evaluation: those that are looked at again and again.
        test: those that are looked at once.
        clock: the length of the run, and of an epoch, in steps.
        output: where the trainer goes, if that is decided outside of the spec.
    """

    spec: Spec
    facts: Facts
    train_rows: int
    evaluation: Part
    test: Part
    clock: Clock
    output: str | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """All that is scored and not trained on; the parts may be empty."""
        return self.evaluation, self.test

    @property
    def eval_rows(self) -> int:
        """Examples that are held out, or of the data for evaluation."""
        return self.evaluation.rows

    @property
    def outputs(self) -> int | None:
        """Numbers that the model gives for each example; None if the facts do not say it."""
        return cast("int | None", self.spec.task.outputs(self.facts))

    @property
    def micro_batch(self) -> int:
        """Examples that the model is given at once in training."""
        return max(self.spec.data.batch_size // (self.spec.train.accumulate or 1), 1)

    @property
    def optimizer(self) -> Any:
        """The optimizer with the learning rate: the one inside all that go around another."""
        return innermost(self.spec.optimizer)[1]

    @property
    def optimizer_path(self) -> Path:
        """Where that stands."""
        return ("optimizer", *innermost(self.spec.optimizer)[0])

    @property
    def optimizers(self) -> tuple[Placed, ...]:
        """Every optimizer with its place in the spec: around others, inside of them, of a group."""
        return tuple(
            item._replace(path=("optimizer", *item.path))
            for item in everywhere(self.spec.optimizer)
        )

    @property
    def parameters(self) -> tuple[str, ...] | None:
        """Paths of the model's parameters; None if only making it shows them, or they are thousands."""
        return _parameters(self.spec.model) if hasattr(self.spec.model, "parameters") else None

    @property
    def held_out(self) -> int:
        """Examples of the source that are not trained on."""
        return self.facts.rows - self.train_rows

    @property
    def classes(self) -> int | None:
        """How many classes examples are of; None if the task is another."""
        return self.facts.classes if self.spec.task.classes else None


@functools.lru_cache(maxsize=64)
def _parameters(model: Model) -> tuple[str, ...] | None:
    paths = model.parameters if (model.levels or 0) <= _MOST_LEVELS else None
    return paths if paths is None or len(paths) <= _MOST_PARAMETERS else None


def resolve(spec: Spec, lock: Lock, code: Files | None = None) -> Resolved | Diagnostic:
    """Fills in what a spec leaves to the data, to defaults and to the user's own code.

    Returns:
        A diagnostic if the facts are missing.
    """
    if code is not None and code != Files():
        spec = cast("Spec", with_code(spec, code))
    data = spec.data
    asks = data.holdout.asks
    facts = data.facts or lock.find(data.source, asks) or shipped().find(data.source, asks)
    if facts is None:
        return _missing("source", "facts")
    kept = {
        "evaluation": ("held-out example", data.holdout.eval_rows(facts) or 0),
        "test": ("test example", data.holdout.test_rows(facts) or 0),
    }
    train_rows = max(facts.rows - sum(rows for _, rows in kept.values()), 0)
    parts = []
    for key, (noun, rows) in kept.items():
        part = Part(key, noun, rows)
        if (source := getattr(data, key)) is not None:
            known = lock.find(source) or shipped().find(source)
            own_facts = getattr(data, part.facts_key) or known
            if own_facts is None:
                return _missing(key, part.facts_key)
            part = Part(key, noun, own_facts.rows, source, own_facts)
        parts.append(part)
    evaluation, test = parts
    if data.normalize is None:
        scales = facts.is_image and facts.low >= 0 and facts.high > 0
        chosen = member("specc.spec.normalizations", "unit" if scales else "standardize")
        data = data.model_copy(update={"normalize": chosen()})
    return Resolved(
        spec=spec.model_copy(update={"data": data}),
        facts=facts,
        train_rows=train_rows,
        evaluation=evaluation,
        test=test,
        clock=clock(train_rows, spec.data.batch_size, spec.train.duration),
    )


def _missing(source: str, facts: str) -> Diagnostic:
    return Diagnostic(
        "D001",
        Severity.ERROR,
        "the facts of the data are missing",
        ("data", source),
        f"neither data.{facts} nor specc.lock has its rows, shape, targets and range",
        ("`specc probe` looks at the data once and writes them to specc.lock",),
    )


def as_data(resolved: Resolved) -> dict[str, Any]:
    """The resolved spec as plain values: what `--emit spec` prints, and a spec in its own right."""
    data = resolved.spec.model_dump(mode="json", exclude_none=True)
    data["data"]["facts"] = resolved.facts.model_dump(mode="json", exclude_none=True)
    for part in resolved.parts:
        if part.facts is not None:
            facts = part.facts.model_dump(mode="json", exclude_none=True)
            data["data"][part.facts_key] = facts
    return data


def digest(resolved: Resolved) -> str:
    """SHA-256 of all that decides what the trainer does: the resolved spec, the facts, the code.

    Left out is what does not: where the trainer is written, and which findings are meant.
    """
    data = as_data(resolved)
    for key in ("output", "allow"):
        data.pop(key, None)
    if inlined := [block.files for _, block in own_code(resolved.spec) if block.inline]:
        data["code"] = {path: sha for files in inlined for path, sha in files.digests().items()}
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
