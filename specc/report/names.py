"""Names of runs: different from each other, and as short as that allows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path


def of_folders(folders: Sequence[Path]) -> list[str]:
    """The name of each folder; where two have the same, with as many folders above it as tell them apart."""
    parts = [folder.absolute().parts for folder in folders]
    depth, longest = 1, max(map(len, parts))
    while depth < longest and len({names[-depth:] for names in parts}) < len(set(parts)):
        depth += 1
    return ["/".join(names[-depth:]) for names in parts]


def shortened(names: Sequence[str]) -> list[str]:
    """What is left of each without the words that all begin with: `lr3e-3` of `digits_lr3e-3`."""
    if len(names) < 2:
        return list(names)
    words = [re.findall(r"[^_\-/ ]*[_\-/ ]?", name) for name in names]
    common = 0
    while len({tuple(parts[: common + 1]) for parts in words}) == 1:
        common += 1
        if common >= min(map(len, words)):
            return list(names)
    rest = ["".join(parts[common:]) for parts in words]
    return rest if all(rest) else list(names)
