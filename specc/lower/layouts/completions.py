"""Examples that are prompts with completions."""

from __future__ import annotations

import dataclasses

from specc.ir.column import Column
from specc.ir.completions import CompletionRows, RowColumn
from specc.ir.data import EvalSet, Target
from specc.ir.expr import Setting
from specc.lower.data import NAMES
from specc.lower.dispatch import lowering
from specc.lower.layouts import rows, windows
from specc.lower.source_context import SourceContext
from specc.lower.token_rows import length_column
from specc.resolve.resolved import Part, Resolved

SEED_DOC, EXAMPLES = rows.SEED_DOC, rows.EXAMPLES
epoch, batch_size, samples = rows.epoch, rows.batch_size, windows.samples


def data(resolved: Resolved, target: Target | None, context: SourceContext) -> CompletionRows:
    """Lowers the section `data`."""
    spec, facts, model = resolved.spec.data, resolved.facts, resolved.spec.model
    assert spec.normalize is not None, "resolving fills it in"
    context = dataclasses.replace(context, has_targets=False, sha256=facts.sha256 or "")
    source = lowering(spec.source)(spec.source, context)
    values = f"0 to {facts.high:g}, padded at the end"
    token = RowColumn("token", (model.context + 1,), "int32", values, "tokens")
    start = Column(
        "start", (), "int32", "place of the first token of the completion", "length", "data.source"
    )
    columns = (token, start, length_column())
    names = tuple(column.name for column in columns)
    return CompletionRows(
        source=dataclasses.replace(source, names=names, columns=columns[1:]),
        downloads=tuple(context.downloads),
        columns=columns,
        target=target,
        rows=facts.rows,
        train_rows=resolved.train_rows,
        normalization=lowering(spec.normalize)(spec.normalize, facts),
        holdout=lowering(spec.holdout)(spec.holdout, spec.split_seed)
        if resolved.held_out
        else None,
        eval_sets=tuple(_eval_set(part, context, names) for part in resolved.parts if part.rows),
        augmentations=(),
        mixing=None,
        placement=spec.placement,
        origin="data",
        context=Setting("context"),
        outputs=resolved.outputs or 1,
    )


def _eval_set(part: Part, context: SourceContext, columns: tuple[str, ...]) -> EvalSet:
    """Rows that are scored and never trained on."""
    names = NAMES.get(part.key, (part.key,) * 3)
    if part.source is None:
        return EvalSet(*names, part.rows, None, "data.holdout")
    assert part.facts is not None, "resolving has found them"
    context = dataclasses.replace(context.for_part(part, None), sha256=part.facts.sha256 or "")
    origin = part.path_name
    lowered = lowering(part.source)(part.source, context)
    return EvalSet(
        *names, part.rows, dataclasses.replace(lowered, origin=origin, names=columns), origin
    )
