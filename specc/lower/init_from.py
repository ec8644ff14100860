"""Lowers `init_from:`, weights of another run to begin with."""

from __future__ import annotations

import posixpath
from typing import ClassVar

from specc.ir.init_from import InitFrom
from specc.ir.settings import Field
from specc.language.groups import Group
from specc.language.init_from import InitFrom as SpecBlock
from specc.language.spec import Spec
from specc.lower.paths import TRUE, negated, selected
from specc.lower.settings import Settings


class _Taken(Group):
    """The group of the parameters that are taken and not trained."""

    origin: ClassVar = "init_from.frozen"


def lower_init_from(spec: SpecBlock | None, folder: str, settings: Settings) -> InitFrom | None:
    """The weights that a run begins with, if not those of its seed; `folder` is that of the spec.

    The run is a setting, so that a copy elsewhere will do.
    """
    if spec is None:
        return None
    run = settings.add(
        Field(
            "init_from",
            "Path",
            posixpath.normpath(posixpath.join(folder, spec.run)),
            "the run whose weights this one begins with",
            "run",
            None,
            "init_from.run",
            recorded=False,
            beside_trainer=True,
            host_only=True,
        )
    )
    test = selected(spec)
    return InitFrom(
        run=run,
        skipped=None if test == TRUE else negated(test),
        frozen=spec.frozen,
        origin="init_from",
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
