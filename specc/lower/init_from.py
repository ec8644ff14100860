"""Lowers `init_from:`, weights of another run to begin with."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import ClassVar

from specc.ir.expr import Expr
from specc.ir.init_from import FileWeights, InitFrom, RunWeights, Stored, Weights
from specc.ir.settings import Field
from specc.language.groups import Group
from specc.language.hugging_face import ARCHITECTURES
from specc.language.init_from import InitFrom as SpecBlock
from specc.language.init_from import StoredAs
from specc.language.spec import Spec
from specc.lower.paths import TRUE, negated, selected
from specc.lower.settings import Settings


class _Taken(Group):
    """The group of the parameters that are taken and not trained."""

    origin: ClassVar = "init_from.frozen"


def lower_init_from(whole: Spec, folder: str, settings: Settings) -> InitFrom | None:
    """The weights that a run begins with, if not those of its seed; `folder` is that of the spec.

    Where they are is a setting, so that a copy elsewhere will do.
    """
    spec = whole.init_from
    if spec is None:
        return None
    key = "run" if spec.run is not None else "file"
    path = settings.add(
        Field(
            "init_from",
            "Path",
            posixpath.normpath(posixpath.join(folder, spec.place)),
            "the run whose weights this one begins with"
            if key == "run"
            else "the weights that a run begins with",
            "run",
            None,
            f"init_from.{key}",
            recorded=False,
            beside_trainer=True,
            host_only=True,
        )
    )
    test = selected(spec)
    return InitFrom(
        source=_weights(spec, whole, path),
        skipped=None if test == TRUE else negated(test),
        complete=spec.frozen or key == "file",
        origin="init_from",
    )


def _weights(spec: SpecBlock, whole: Spec, path: Expr) -> Weights:
    if spec.run is not None:
        return RunWeights(path=path, origin="init_from.run")
    rows: Mapping[str, StoredAs] = spec.rows
    if isinstance(spec.stored, str):
        rows = ARCHITECTURES[spec.stored].stored(whole.model)
    stored = tuple(
        Stored(pattern=name, names=row.names, transposed=row.transpose)
        for name, row in rows.items()
    )
    return FileWeights(
        path=path,
        stored=stored,
        of_hugging_face=isinstance(spec.stored, str),
        origin="init_from.file",
    )


def with_frozen(spec: Spec) -> Spec:
    """The spec, in which frozen parameters of another run are a group of the optimizer, the last one.

    A rule has seen to it that the optimizer can have groups.
    """
    block = spec.init_from
    if block is None or not block.frozen:
        return spec
    group = _Taken(match=block.match, exclude=block.exclude, frozen=True)
    groups = (*spec.optimizer.groups, group)
    optimizer = spec.optimizer.model_copy(update={"groups": groups})
    return spec.model_copy(update={"optimizer": optimizer})
