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
from specc.spec.optimizer import innermost
from specc.spec.spec import Spec

_MOST_LEVELS, _MOST_PARAMETERS = 500, 5_000
"""Of a model whose parameters are looked at one by one before it is made."""


@dataclasses.dataclass(frozen=True, slots=True)
class Resolved:
    """A spec with every default filled in, the facts of its data, and the sizes that follow.

    Attributes:
        train_rows: examples that are trained on.
        eval_rows: examples that are held out, or of the data for evaluation.
        evaluation_facts: those of the data for evaluation, if it has some of its own.
        clock: the length of the run, and of an epoch, in steps.
        output: where the trainer goes, if that is decided outside of the spec.
    """

    spec: Spec
    facts: Facts
    train_rows: int
    eval_rows: int
    clock: Clock
    evaluation_facts: Facts | None = None
    output: str | None = None

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
    held_out = data.holdout.eval_rows(facts) or 0
    evaluation_facts = None
    if data.evaluation is not None:
        known = lock.find(data.evaluation) or shipped().find(data.evaluation)
        evaluation_facts = data.evaluation_facts or known
        if evaluation_facts is None:
            return _missing("evaluation", "evaluation_facts")
    train_rows = facts.rows - held_out
    if data.normalize is None:
        scales = facts.is_image and facts.low >= 0 and facts.high > 0
        chosen = member("specc.spec.normalizations", "unit" if scales else "standardize")
        data = data.model_copy(update={"normalize": chosen()})
    return Resolved(
        spec=spec.model_copy(update={"data": data}),
        facts=facts,
        train_rows=train_rows,
        eval_rows=held_out if evaluation_facts is None else evaluation_facts.rows,
        clock=clock(train_rows, spec.data.batch_size, spec.train.duration),
        evaluation_facts=evaluation_facts,
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
    if (facts := resolved.evaluation_facts) is not None:
        data["data"]["evaluation_facts"] = facts.model_dump(mode="json", exclude_none=True)
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
