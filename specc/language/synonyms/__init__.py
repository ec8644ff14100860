"""Words of other frameworks, and what they are in a spec: a module for each section of the language.

Data only; `specc.language.translate` looks it up for messages and `specc check --fix`. To add a word, add it
to a row or add a row. Words are compared without capitals, underscores, hyphens and blanks, so `lr_scheduler`
is `LRScheduler` as well; names of values also without modules, so `torch.optim.AdamW` is `AdamW`.

A module has two tables, or one of them. `KEYS` says by family, or block, what the words in it mean: the first
row whose key the block has counts, then the first that has none, then rows of other blocks with `moves`.
`NAMES` says by the noun of a family, or the name of a field, what names of other frameworks are here.
"""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """Keys of other frameworks for one key of a block.

    Attributes:
        words: the keys, with blanks between.
        to: the key here; empty if there is none.
        unit: how the value is converted, one of those in `translate/values.py` or `translate/forms.py`;
            unchanged if empty.
        note: what is different here, or what to do if there is no key.
        moves: whether the words mean this in other blocks as well, so that the key is moved.
    """

    words: str
    to: str = ""
    unit: str = ""
    note: str = ""
    moves: bool = False


class Name(NamedTuple):
    """Names of other frameworks for one word or `type` here.

    Attributes:
        words: the names, with blanks between.
        to: the name here, as it is written in a spec; empty if there is none.
        keys: further keys that the name stands for, as a YAML mapping without braces.
        note: what is different here, or what to do if there is no such name.
    """

    words: str
    to: str = ""
    keys: str = ""
    note: str = ""


WORKDIR = "it is an option of the trainer: --workdir"
NOT_NEEDED = "nothing here corresponds to it, and a trainer does not need it"
KNOWN = "it follows from the data"
STOPS = "early stopping is a part of `evaluate`: early_stopping: {metric: eval_loss, patience: 5}"
