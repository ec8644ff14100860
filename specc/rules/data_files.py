"""Rules about files of data that changed after they were probed."""

from __future__ import annotations

from collections.abc import Iterator

from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning

_PROBE = ("if it is meant to be, `specc probe SPEC` looks at it again",)


@warning("D156", "a data file has changed since specc.lock was written")
def file_has_another_size(resolved: Resolved) -> Iterator[Found]:
    """The trainer's steps, sizes and classes follow from facts in `specc.lock`, of the file as it was.

    Only its size is compared, of a folder of images the number of files as well. `--data` reads the files
    and compares checksums. Modification times are not compared, because a checkout sets them, and files
    that are not there are not, because data is often elsewhere.
    """
    for item in resolved.changed:
        if not item.read:
            yield Found(item.source, f"{item.path}: {item.label}", _PROBE)


@rule("D157", "the content of a data file has changed since specc.lock was written")
def file_has_another_content(resolved: Resolved) -> Iterator[Found]:
    """`specc check --data` and `specc build --check --data` read the data files and compare checksums.

    The facts in `specc.lock` describe other content, so the trainer may not fit it.
    """
    for item in resolved.changed:
        if item.read:
            yield Found(item.source, f"{item.path}: {item.label}", _PROBE)
