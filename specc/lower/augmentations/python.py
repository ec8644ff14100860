"""A function of the user's that changes an image."""

from __future__ import annotations

from specc.ir.augmentations.python import OwnAugmentation
from specc.language.augmentations.python import OwnAugmentation as SpecBlock
from specc.lower.user_code import lower_call


def lower(spec: SpecBlock) -> OwnAugmentation:
    """Its arguments stand in the spec."""
    call = lower_call(spec, "data.augment", "augmentation")
    return OwnAugmentation("python", False, "data.augment", call=call)
