"""The last touch: black, with its mode stated, so that nobody's configuration is read."""

from __future__ import annotations

LINE_LENGTH = 100


def format_source(source: str) -> str:
    """The source as black lays it out.

    black is imported here, not above, because a build that finds nothing to do never needs it.
    """
    import black
    from black.mode import Mode, TargetVersion

    mode = Mode(
        target_versions={TargetVersion.PY311},
        line_length=LINE_LENGTH,
        string_normalization=True,
        magic_trailing_comma=True,
        preview=False,
    )
    return black.format_str(source, mode=mode)
