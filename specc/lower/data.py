"""The examples: columns, split and normalization."""

from __future__ import annotations

import dataclasses

from specc.ir.data import Data, EvalSet, Target
from specc.ir.expr import Setting
from specc.ir.token_rows import TokenRows, TokenRowSource
from specc.lower.columns import input_column, weight_column
from specc.lower.dispatch import lowering
from specc.lower.source_context import SourceContext
from specc.resolve.resolved import Part, Resolved

NAMES = {
    "evaluation": ("eval", "held_out", "held-out"),
    "test": ("test", "test", "test"),
}
"""Names of evaluation sets in a trainer: `prefix`, `rows_variable` and `adjective`.

Further sets have their own name for each.
"""


def lower_data(resolved: Resolved, target: Target | None, context: SourceContext) -> Data:
    """Lowers the section `data`."""
    spec, facts = resolved.spec.data, resolved.facts
    assert spec.normalize is not None, "resolving fills it in"
    normalization = lowering(spec.normalize)(spec.normalize, facts)
    augmentations = [lowering(item)(item) for item in spec.augment]
    holdout = lowering(spec.holdout)(spec.holdout, spec.split_seed)
    scored = [part.facts.class_names for part in resolved.parts if part.facts is not None]
    vary = any(names is not None and names != facts.class_names for names in scored)
    context = dataclasses.replace(context, classes_vary=vary, has_targets=target is not None)
    source = lowering(spec.source)(spec.source, context)
    is_tokens = isinstance(source, TokenRowSource)
    context_length = resolved.spec.model.context if is_tokens else None
    columns = [input_column(facts, normalization, context_length)]
    columns += [column for column in source.columns if column.role == "length"]
    if target is not None:
        columns.append(target.column)
    if source.has_weights:
        columns.append(weight_column())
    columns += [column for column in source.columns if column.role != "length"]
    names = tuple(column.name for column in columns)
    eval_sets = tuple(_eval_set(part, context, names) for part in resolved.parts if part.rows)
    found = Data(
        source=dataclasses.replace(source, names=names),
        downloads=tuple(context.downloads),
        columns=tuple(columns),
        target=target,
        rows=facts.rows,
        train_rows=resolved.train_rows,
        normalization=normalization,
        holdout=holdout if resolved.held_out else None,
        eval_sets=eval_sets,
        augmentations=tuple(item for item in augmentations if not item.mixes),
        mixing=next((item for item in augmentations if item.mixes), None),
        placement=spec.placement,
        origin="data",
    )
    return TokenRows(**vars(found), context=Setting("context")) if is_tokens else found


def _eval_set(part: Part, context: SourceContext, columns: tuple[str, ...]) -> EvalSet:
    """Examples that are scored and never trained on."""
    names = NAMES.get(part.key, (part.key,) * 3)
    if part.source is None:
        return EvalSet(*names, part.rows, None, "data.holdout")
    source, origin = part.source, part.path_name
    classes = None if part.facts is None else part.facts.class_names
    lowered = lowering(source)(source, context.for_part(part, classes))
    lowered = dataclasses.replace(lowered, origin=origin, names=columns)
    return EvalSet(*names, part.rows, lowered, origin)
