"""Examples that are windows of a sequence of tokens."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.ir.data import EvalSet, Target
from specc.ir.event import Event
from specc.ir.expr import Expr, FloorDiv, Mul, Name, Setting
from specc.ir.run import Text, TextFlag
from specc.ir.settings import Bounds, Derived, Field
from specc.ir.tokens import TokenColumn, TokenData
from specc.language.spec import Spec
from specc.lower.data import NAMES
from specc.lower.dispatch import lowering
from specc.lower.settings import AT_LEAST_ONE, Settings
from specc.lower.source_context import SourceContext
from specc.resolve.evaluated import text_bytes
from specc.resolve.resolved import Part, Resolved

SEED_DOC = "random seed"
EXAMPLES = "windows"
_UNIT = "tokens"
_CONTEXT = Setting("context")
_MAX_TOKENS = 10_000_000


def epoch(settings: Settings) -> None:
    """The tokens of a step; and as many batches as these fill, left out if nothing is told in epochs."""
    size = Mul(Setting("batch_size"), _CONTEXT)
    per_step = settings.derive(
        Derived("tokens_per_step", size, "", "data.batch_size model.context")
    )
    settings.derive(
        Derived(
            "steps_per_epoch",
            FloorDiv(Name("TRAIN_TOKENS"), per_step),
            "windows are drawn at random: so many hold as many tokens as there are",
            "data.batch_size model.context",
            bounds=AT_LEAST_ONE,
            optional=True,
        )
    )


def batch_size(spec: Spec, settings: Settings) -> None:
    """Any number of windows."""
    size, origin = spec.data.batch_size, "data.batch_size"
    field = Field("batch_size", "int", size, "windows per step", "learning", AT_LEAST_ONE, origin)
    settings.add(field)


def data(resolved: Resolved, target: Target | None, context: SourceContext) -> TokenData:
    """Lowers the section `data`."""
    spec, facts = resolved.spec.data, resolved.facts
    assert spec.normalize is not None, "resolving fills it in"
    context = dataclasses.replace(
        context,
        has_targets=False,
        sha256=facts.sha256 or "",
        writes=resolved.spec.sample is not None,
        masked=spec.packing == "masked",
    )
    [asked] = resolved.spec.task.loss.networks["model"]
    source = lowering(spec.source)(spec.source, context)
    if asked == "masked_token":
        unit = source.unit
        phrase = source.noun_phrase.replace(f"the next {unit}", f"hidden {unit}s")
        source = dataclasses.replace(source, noun_phrase=phrase)
    window = "context + 1" if asked == "next_token" else "context"
    return TokenData(
        source=source,
        downloads=tuple(context.downloads),
        columns=(TokenColumn("token", (1,), "int32", "", "tokens", window=window),),
        target=target,
        rows=facts.rows,
        train_rows=resolved.train_rows,
        normalization=lowering(spec.normalize)(spec.normalize, facts),
        holdout=lowering(spec.holdout)(spec.holdout, 0) if resolved.held_out else None,
        eval_sets=tuple(_eval_set(part, context) for part in resolved.parts if part.rows),
        augmentations=(),
        mixing=None,
        placement=spec.placement,
        origin="data",
        asked=asked,
        context=_CONTEXT,
        length=resolved.window,
        outputs=resolved.outputs or 1,
        text_bytes=text_bytes(resolved),
        masked=context.masked,
    )


def _eval_set(part: Part, context: SourceContext) -> EvalSet:
    """Tokens that are scored and never trained on."""
    names = NAMES.get(part.key, (part.key, f"{part.key}_tokens", part.key))
    if part.source is None:
        return EvalSet(*names, part.rows, None, "data.holdout", _UNIT)
    assert part.facts is not None, "resolving has found them"
    context = dataclasses.replace(context.for_part(part, None), sha256=part.facts.sha256 or "")
    lowered = lowering(part.source)(part.source, context)
    origin = part.path_name
    return EvalSet(*names, part.rows, dataclasses.replace(lowered, origin=origin), origin, _UNIT)


def samples(resolved: Resolved, settings: Settings, interval: Expr) -> Iterator[Event]:
    """Texts, or numbers of tokens."""
    spec, facts = resolved.spec.sample, resolved.facts
    assert spec is not None
    noun = f"{resolved.spec.data.source.unit}s"
    count = settings.add(
        Field(
            "samples",
            "int",
            spec.count,
            f"{noun} of a sample",
            "cadence",
            AT_LEAST_ONE,
            "sample.count",
            ignored_on_resume=True,
        )
    )
    prompt = settings.add(
        Field(
            "prompt",
            "str",
            resolved.spec.data.source.opening(facts),
            "what samples begin with",
            "run",
            None,
            "sample",
            recorded=False,
            host_only=True,
        )
    )
    yield Text(interval=interval, count=count, prompt=prompt, origin="sample")
    if resolved.spec.checkpoint is not None:
        doc = f"write this many {noun} instead of training"
        bounds = Bounds(0, _MAX_TOKENS)
        flag = Field(
            "sample", "int", 0, doc, "run", bounds, "sample", recorded=False, host_only=True
        )
        settings.add(flag)
        yield TextFlag(prompt=prompt, origin="sample")
