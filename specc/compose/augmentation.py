"""Random changes of training images, each by a function of its own, and of pairs of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.compose.head import Section
from specc.compose.step import Core, DrawKey, InputTransform
from specc.compose.user_code import own_code
from specc.fast_dataclasses import dataclass
from specc.ir.data import Augmentation
from specc.ir.expr import Expr, Literal
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class AugmentationFunction(Node):
    """A function that changes the images of a batch.

    Attributes:
        x: name of the argument with the images.
        shape: of one.
        item: what is done to them; it says which template writes the function.
    """

    x: str
    shape: tuple[int, ...]
    item: Augmentation

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"{self.item.folder}{self.item.template}"

    @property
    def function(self) -> str:
        """What it is called, which is also the name of its draws."""
        return self.item.function

    @property
    def height(self) -> int:
        """Rows of an image."""
        return self.shape[0]

    @property
    def width(self) -> int:
        """Columns of an image."""
        return self.shape[1]

    @property
    def per_image_shape(self) -> Expr:
        """The shape of one value per image, for broadcasting."""
        return pattern(f"(len({self.x}), {', '.join('1' for _ in self.shape)})")

    @property
    def broadcast_mask(self) -> Expr:
        """A mask of pixels, `mask`, that goes with the images."""
        return pattern("mask[..., None]" if self._has_channels else "mask")

    @property
    def pad_width(self) -> Expr:
        """The `pad_width` argument of `jnp.pad`."""
        most = getattr(self.item, "padding", 0)
        channels = ", (0, 0)" if self._has_channels else ""
        return pattern(f"((0, 0), ({most}, {most}), ({most}, {most}){channels})")

    @property
    def offset(self) -> Expr:
        """Where an image begins in a padded one."""
        return pattern("(*offset, 0)" if self._has_channels else "offset")

    @property
    def _has_channels(self) -> bool:
        return len(self.shape) > 2


def nodes(program: Program) -> Iterator[Renderable]:
    """The section, if anything is changed."""
    data = program.data
    if not (items := _items(program)):
        return
    yield Section(title="Augmentation", slot_name="section.augmentation", origin="data.augment")
    yield from own_code("augmentation", "section.augmentation")
    for item in items:
        yield AugmentationFunction(
            x=data.input.name, shape=data.input.shape, item=item, origin=item.origin
        )
        yield DrawKey(origin=item.origin)


def rewrite(node: Renderable, program: Program) -> Renderable:
    """The model sees the changed images."""
    if not isinstance(node, Core):
        return node
    changes = (_change(item, program.data.input.name) for item in _items(program))
    return dataclasses.replace(node, input_transforms=(*node.input_transforms, *changes))


def _items(program: Program) -> tuple[Augmentation, ...]:
    mixing = program.data.mixing
    return (*program.data.augmentations, *([mixing] if mixing else []))


def _change(item: Augmentation, x: str) -> InputTransform:
    key = pattern("draw_key(state, name)", name=Literal(item.function))
    value = pattern(f"{item.function}(key, x)", key=key, origin=item.origin)
    if item.mixes:
        return InputTransform(stage="mix", value=value, names=(x, "lam"))
    return InputTransform(stage="augment", value=value, names=(x,))
