"""Edits that give a spec the keys that were meant."""

from __future__ import annotations

from specc.document.diagnostics import Fix, Path
from specc.document.document import Document
from specc.language.translate.place import written
from specc.language.translate.words import NEEDED

Edits = list[Fix] | None


def joined(edits: Edits) -> Fix | None:
    """Edits as one fix."""
    return edits[0]._replace(also=tuple(edits[1:])) if edits else None


def add_key(document: Document, path: Path, text: str) -> Fix | None:
    """The edit that adds a key to a block, which may be missing or a shorthand."""
    parent, entry = path[:-1], f"{path[-1]}: {text}"
    if parent not in document.places:
        needed = NEEDED.get(tuple(map(str, parent)), "")
        return add_key(document, parent, f"{{{needed}{', ' if needed else ''}{entry}}}")
    value = document.at(parent)
    if isinstance(value, dict) and value:
        return Fix(path, text)
    if value is None or value == {}:
        return Fix(parent, f"{{{entry}}}")
    if isinstance(value, str):
        return Fix(parent, f"{{type: {written(document, parent)}, {entry}}}")
    if isinstance(value, int | float) and parent[-1] == "learning_rate":
        return Fix(parent, f"{{type: constant, peak: {written(document, parent)}, {entry}}}")
    return None
