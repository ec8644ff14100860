"""Weaving: inserts the pieces of nodes into slots.

A template has a body, which stands where its node stands in another one, and pieces, each under a header:

    #: place                    adds to the slot `place`
    #: default place            stands there if nothing else does; then only one other piece may
    #: maybe place              adds to it, if the page has such a slot
    #: place after dropout      adds to it, behind what the template `dropout` adds
    #: place before ema         likewise

`{{ slot("place") }}` on a line of its own is for lines, which are indented like it. Within a line it is for
the items of a list; with none, the comma before it goes too. `{{ definitions("place") }}` is for definitions
of a module, with two empty lines between them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from specc.emit.render import HEADER, HOLE, HOLE_END, Renderer
from specc.emit.text import Text, concatenated, joined
from specc.fast_dataclasses import dataclass
from specc.ir.node import Renderable

_HEADER = re.compile(
    f"{HEADER}(?:(?P<mode>default|maybe) )?(?P<slot>[\\w.]+)"
    "(?: after (?P<after>[\\w/, ]+?))?(?: before (?P<before>[\\w/, ]+))?\n"
)
_HOLE = re.compile(
    f"(?P<margin>^[ ]*)?{HOLE}(?P<name>[\\w.]+)(?P<form>:definitions)?{HOLE_END}(?P<end>\n)?",
    re.MULTILINE,
)
_OPENING = "([{"


class WeaveError(Exception):
    """Templates do not fit together."""


@dataclass(frozen=True)
class Piece:
    """What a node adds to a slot."""

    slot: str
    mode: str
    text: Text
    template: str
    origin: str
    after: frozenset[str]
    before: frozenset[str]


class Weaver:
    """The pieces of all nodes of a page, and the bodies of nodes within others."""

    def __init__(self, renderer: Renderer, nodes: Iterable[Renderable]):
        self._renderer = renderer
        self._bodies: list[Text] = []
        self._pieces: dict[str, list[Piece]] = defaultdict(list)
        self._filled: set[str] = set()
        for node in nodes:
            if body := self._take(node):
                raise WeaveError(
                    f"{node.template} has a body, but stands in no other: {body.chars!r}"
                )
            self._take_children()

    def page(self) -> Text:
        """What stands in the slot `page`.

        Raises:
            WeaveError: a piece is for a slot that the page does not have, or several are for one.
        """
        text = self.content("page", "\n\n\n")
        for slot, pieces in self._pieces.items():
            for piece in pieces:
                if piece.mode != "maybe" and slot not in self._filled:
                    raise WeaveError(
                        f"{piece.template} adds to {slot}, which the page does not have"
                    )
        return text

    def content(self, slot: str, separator: str) -> Text:
        """All that is added to a slot."""
        self._filled.add(slot)
        pieces = self._pieces.get(slot, [])
        found = [piece for piece in pieces if piece.mode != "default"]
        if defaults := [piece for piece in pieces if piece.mode == "default"]:
            if len(found) > 1:
                both = ", ".join(f"{piece.template} ({piece.origin})" for piece in found)
                raise WeaveError(f"{slot} is for one piece, and there are several: {both}")
            found = found or defaults
        return joined([self._fill(piece.text).stripped() for piece in ordered(found)], separator)

    def _take(self, node: Renderable) -> Text:
        text = self._renderer.render(node)
        headers = list(_HEADER.finditer(text.chars))
        ends = [*(header.start() for header in headers), len(text)]
        for header, end in zip(headers, ends[1:], strict=True):
            if body := text[header.end() : end].stripped():
                after, before = (_names(header[key]) for key in ("after", "before"))
                piece = Piece(
                    header["slot"],
                    header["mode"] or "",
                    body,
                    node.template,
                    node.origin,
                    after,
                    before,
                )
                self._pieces[piece.slot].append(piece)
        return text[: ends[0]].stripped()

    def _take_children(self) -> None:
        """Nodes within others are known by number; rendering one may make more of them known."""
        while len(self._bodies) < len(self._renderer.children):
            self._bodies.append(self._take(self._renderer.children[len(self._bodies)]))

    def _fill(self, text: Text) -> Text:
        parts: list[Text] = []
        position = 0
        for hole in _HOLE.finditer(text.chars):
            start, end = text.chars.index(HOLE, hole.start()), hole.end()
            alone = hole["margin"] is not None and (hole["end"] or end == len(text))
            if alone:
                start = hole.start()
            elif hole["end"]:
                end -= 1
            parts.append(text[position:start])
            position = end
            name = hole["name"]
            separator = "\n\n\n" if hole["form"] else "\n" if alone else ", "
            is_node = name.isdigit()
            new = self._fill(self._bodies[int(name)]) if is_node else self.content(name, separator)
            if new and alone:
                margin = hole["margin"] or ""
                parts.append(Text.of(margin, new.origins[0]))
                parts.append(new.indented(margin))
                parts.append(Text.of(hole["end"] or "", new.origins[-1]))
            elif new:
                parts.append(new)
            elif not alone:
                position = _without_comma(parts, text, position)
            elif (
                not hole["end"] and parts and parts[-1].chars.endswith("\n")
            ):  # the last line is empty
                parts[-1] = parts[-1][: len(parts[-1]) - 1]
        return concatenated([*parts, text[position:]])


def _without_comma(parts: list[Text], text: Text, position: int) -> int:
    """Takes out the comma before an empty list, or the one after it; returns where to go on."""
    if parts and parts[-1].chars.endswith(", "):
        parts[-1] = parts[-1][: len(parts[-1]) - 2]
    elif text.chars.startswith(", ", position) and parts and parts[-1].chars[-1:] in _OPENING:
        return position + 2
    return position


def ordered(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces in the order in which nodes stand, but for those that say what they come after or before."""
    left, done = list(pieces), []
    while left:
        ready = next((piece for piece in left if not _blockers(piece, left)), None)
        if ready is None:
            raise WeaveError(f"no order for {', '.join(piece.template for piece in left)}")
        left.remove(ready)
        done.append(ready)
    return done


def _blockers(piece: Piece, others: Sequence[Piece]) -> bool:
    return any(
        other is not piece and (other.template in piece.after or piece.template in other.before)
        for other in others
    )


def _names(listed: str | None) -> frozenset[str]:
    return frozenset(listed.replace(",", " ").split()) if listed else frozenset()
