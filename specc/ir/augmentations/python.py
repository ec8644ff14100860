"""A function of the user's that changes an image."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Augmentation
from specc.ir.user_code import UserCall


@dataclass(frozen=True)
class OwnAugmentation(Augmentation):
    """The call that changes one image; the trainer maps it over a batch."""

    call: UserCall

    @property
    def function(self) -> str:
        """Named after the user's, which it applies to every image."""
        return f"{self.call.code.name.lower()}_each"
