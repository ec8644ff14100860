"""The table of words: each leads to something that the language has, and values keep their meaning."""

from __future__ import annotations

import importlib
import pkgutil
import typing
from collections.abc import Iterator
from typing import Any, Literal

import pytest

import specc.language
from specc.document.document import parse
from specc.language import hints, translate
from specc.language.block import Block
from specc.language.family import Family, member, members
from specc.language.synonyms import HOMES, KEYS, NAMES, NEEDED, Key, Name

from .cases import Case
from .page import checked, errors, fixed, text_of


def language() -> Iterator[type[Block]]:
    """Every block of the language."""
    for found in pkgutil.walk_packages(specc.language.__path__, "specc.language."):
        for value in vars(importlib.import_module(found.name)).values():
            ours = isinstance(value, type) and issubclass(value, Block)
            if ours and value.__module__ == found.name:
                yield value


BLOCKS = list(language())
FIELDS: dict[str, set[str]] = {}
for block in BLOCKS:
    family = translate.family_of(block)
    FIELDS.setdefault(family, set()).update(hints.names(block))
    if "type" in block.model_fields and block.model_fields["type"].default is not None:
        tagged = f"{family}.{block.model_fields['type'].default}"
        FIELDS.setdefault(tagged, set()).update(hints.names(block))


def marks(hint: Any) -> Iterator[Any]:
    """What annotates a type, inside it as well."""
    yield from getattr(hint, "__metadata__", ())
    for inner in typing.get_args(hint):
        yield from marks(inner)


def literals(hint: Any) -> Iterator[str]:
    if typing.get_origin(hint) is Literal:
        yield from (str(word) for word in typing.get_args(hint))
    for inner in typing.get_args(hint):
        yield from literals(inner)


ALLOWED: dict[str, set[str]] = {}
"""What a family or a field with words allows."""
PACKAGES: dict[str, set[str]] = {}
for block in BLOCKS:
    for name, field in block.model_fields.items():
        for mark in (*field.metadata, *marks(field.annotation)):
            if isinstance(mark, Family):
                ALLOWED.setdefault(mark.noun, set()).update(members(mark.package))
                PACKAGES.setdefault(mark.noun, set()).add(mark.package)
        if words := set(literals(field.annotation)):
            ALLOWED.setdefault(name, set()).update(words)

ROWS = [(home, row) for home, rows in KEYS.items() for row in rows]
ALIASES = [(noun, row) for noun, rows in NAMES.items() for row in rows]


@pytest.mark.parametrize(("home", "row"), ROWS, ids=lambda part: str(part)[:60])
def test_a_key_leads_to_a_key(home: str, row: Key) -> None:
    assert home in FIELDS
    assert not row.to or row.to in FIELDS[home]
    assert row.to or row.note or row.unit == "contents"
    if row.to:
        assert row.unit in ("", *translate.UNITS, *translate.FORMS)
    else:
        assert row.unit in ("", "contents", *translate.CONDITIONS)
    assert not row.moves or home in HOMES


@pytest.mark.parametrize(("noun", "row"), ALIASES, ids=lambda part: str(part)[:60])
def test_a_name_leads_to_a_name(noun: str, row: Name) -> None:
    family = noun.partition(".")[0]
    assert not row.to or row.to.strip('"').replace("\\t", "\t") in ALLOWED[family]
    assert row.to or row.note
    for key, text in translate.keys_of_name(row):
        [model] = [
            member(package, row.to) for package in PACKAGES[family] if row.to in members(package)
        ][:1]
        assert key in model.model_fields
        assert translate.core_value(text) is not None


def test_no_word_means_two_things() -> None:
    """In one family, each word has one row per key, and one without."""
    for home, rows in KEYS.items():
        seen = set()
        for row in rows:
            for word in row.words.split():
                meaning = (translate.folded(word), row.to)
                assert meaning not in seen, (home, *meaning)
                seen.add(meaning)
    for noun, names in NAMES.items():
        words = [translate.folded(word) for row in names for word in row.words.split()]
        again = {word for word in words if words.count(word) > 1}
        assert not again, (noun, again)


def test_what_is_needed_besides_is_a_block() -> None:
    for path, text in NEEDED.items():
        assert path in HOMES.values()
        assert text.startswith("type: ")


OPTIMIZER = "optimizer: {type: sgd, learning_rate: %s}\n"


def value(text: str, *path: str | int) -> Any:
    """A value of the fixed spec, which is right."""
    case = Case("", "", text)
    after = fixed(case)
    assert errors(checked(case, after)) == [], after
    found = parse(after.encode(), "a.yaml").value
    for part in path:
        found = found[part]
    return found


def test_accumulation_keeps_the_batch_of_a_step() -> None:
    """16 examples four times are a step of 64."""
    data = "data: {source: {type: sklearn, name: digits}, batch_size: 16, holdout: 20%}\n"
    text = f"{data}train: {{duration: 3 epochs, accumulate_grad_batches: 4}}\n"
    assert value(text, "data", "batch_size") == 64
    assert value(text, "train", "accumulate") == 4


@pytest.mark.parametrize(("divisor", "final"), [(25, 1e4), (10, 100), (4, 1e3)])
def test_one_cycle_has_the_rates_of_pytorch(divisor: float, final: float) -> None:
    """torch.optim.lr_scheduler.OneCycleLR: max_lr / div_factor at first, that / final_div_factor at last."""
    text = OPTIMIZER % (
        f"{{type: OneCycleLR, max_lr: 0.5, div_factor: {divisor}, final_div_factor: {final}}}"
    )
    schedule = value(text, "optimizer", "learning_rate")
    first, last = (0.5 * float(schedule[key].rstrip("%")) / 100 for key in ("start", "floor"))
    assert first == pytest.approx(0.5 / divisor)
    assert last == pytest.approx(0.5 / divisor / final)


@pytest.mark.parametrize(
    ("written", "key", "meant"),
    [
        ("warmup_steps: 500", "warmup", "500 steps"),
        ("warmup_epochs: 5", "warmup", "5 epochs"),
        ("warmup_ratio: 0.06", "warmup", "6%"),
        ("warmup_ratio: 0.1", "warmup", "10%"),
        ("eta_min: 1e-6", "floor", 1e-6),
        ("min_lr_ratio: 0.1", "floor", "10%"),
        ("alpha: 0.05", "floor", "5%"),
    ],
)
def test_times_and_rates(written: str, key: str, meant: object) -> None:
    text = OPTIMIZER % f"{{type: cosine, peak: 0.1, {written}}}" + "train: {duration: 50 epochs}\n"
    assert value(text, "optimizer", "learning_rate", key) == meant


@pytest.mark.parametrize(
    ("written", "path", "meant"),
    [
        ("max_epochs: 7", ("train", "duration"), "7 epochs"),
        ("n_epochs: 1", ("train", "duration"), "1 epoch"),
        ("num_train_steps: 5000", ("train", "duration"), "5000 steps"),
        ("iterations: '5,000'", ("train", "duration"), "5000 steps"),
        ("epochs: 2.5", ("train", "duration"), "2.5 epochs"),
    ],
)
def test_lengths_of_a_run(written: str, path: tuple[str, ...], meant: object) -> None:
    assert value(f"train: {{{written}}}\n", *path) == meant


@pytest.mark.parametrize(
    ("written", "path", "meant"),
    [
        ("validation_split: 0.15", ("data", "holdout"), "15%"),
        ("train_size: 0.8", ("data", "holdout"), "20%"),
        ("val_split: 25 percent", ("data", "holdout"), "25%"),
        ("holdout: '0.1'", ("data", "holdout"), "10%"),
    ],
)
def test_shares(written: str, path: tuple[str, ...], meant: object) -> None:
    data = f"data: {{source: {{type: sklearn, name: digits}}, batch_size: 32, {written}}}\n"
    assert value(data, *path) == meant


@pytest.mark.parametrize(
    ("text", "path", "meant"),
    [
        ("model: {type: mlp, hidden: [8], keep_prob: 0.75}\n", ("model", "dropout"), 0.25),
        ("model: {type: mlp, hidden: [8], dropout: 25%}\n", ("model", "dropout"), 0.25),
        ("model: {type: mlp, hidden_dim: 8, n_layers: 2}\n", ("model", "hidden"), [8, 8]),
        ("model: {type: MLP, units: 8}\n", ("model", "hidden"), [8]),
        ("model: {type: mlp, hidden: [8], act: LeakyReLU}\n", ("model", "activation"), "leaky_relu"),
        ("model: {type: mlp, hidden: [8], init: xavier}\n", ("model", "init"), "xavier_uniform"),
        ("seed_everything: 3\n", ("seed",), 3),
        ("mixed_precision: bf16\n", ("precision",), "bfloat16"),
        ("precision: 16-mixed\n", ("precision",), "float16"),
        ("device: cuda:0\n", ("target",), "gpu"),
        ("task: image-classification\n", ("task",), "classification"),
        ("optimizer: {type: adam, learning_rate: 1e-3, grad_clip: 0}\n", ("optimizer",), {"type": "adam", "learning_rate": 1e-3}),
        ("optimizer: {type: adam, learning_rate: '1e-3'}\n", ("optimizer", "learning_rate"), 1e-3),
        ("optimizer: {type: RMSprop, lr: 1e-3, alpha: 0.99}\n", ("optimizer", "decay"), 0.99),
        ("optimizer: {type: LARS, lr: 0.1, beta: 0.8}\n", ("optimizer", "momentum"), 0.8),
    ],
)  # fmt: skip
def test_values(text: str, path: tuple[str, ...], meant: object) -> None:
    assert value(text, *path) == meant


@pytest.mark.parametrize(
    "text",
    [
        "train: {duration: 100}\n",
        "evaluate: {every: 5}\n",
        "train: {duration: 5 epochs, max_iter: 200}\n",
        "train: {duration: 5 epochs, amp: true}\n",
        "data: {source: {type: sklearn, name: digits}, batch_size: 32, test_size: 100}\n",
        "data: {source: {type: sklearn, name: digits}, batch_size: 32, shuffle: false, holdout: 10%}\n",
        "task: {type: classification, loss: mse}\n",
        "task: {type: classification, loss: BCELoss}\n",
        "optimizer: {type: adam, learning_rate: 1e-3, weight_decay: 0.1}\n",
        "optimizer: {type: adam, learning_rate: 1e-3, clipnorm: 1.0}\n",
        "optimizer: {type: sgd, learning_rate: {type: step, peak: 0.1, step_size: 30}}\n",
        "optimizer: {type: sgd, learning_rate: {type: cosine, peak: 0.1, T_max: 30}}\n",
        "optimizer: {type: sgd, learning_rate: {type: cosine, peak: 0.1, warmup: 5%, decay_steps: 100}}\n",
        "checkpoint: {every: 5 epochs, save_top_k: 3}\n",
        "devices: 4\n",
        "average: {type: ema, every: 10}\n",
    ],
)
def test_what_is_ambiguous_or_another_thing_is_told_and_left(text: str) -> None:
    case = Case("", "", text)
    assert errors(checked(case, text_of(case)))
    assert fixed(case) == text_of(case)


def test_what_is_there_is_not_overwritten() -> None:
    text = "optimizer: {type: adam, learning_rate: 1e-3, lr: 0.1, b1: 0.8, betas: [0.9, 0.99]}\n"
    case = Case("", "", text)
    assert fixed(case) == text_of(case)
    notes = [note for one in errors(checked(case, text_of(case))) for note in one.notes]
    assert "`learning_rate` is there already" in notes


def test_networks_have_words_of_their_own() -> None:
    """A key of a second network's optimizer stays in it."""
    text = "networks: {other: {model: {type: mlp, hidden: [8]}, optimizer: {type: Adam, learning_rate: 1e-3, warmup_steps: 9}}}\n"
    case = Case("", "", text)
    [fix] = [one.fix for one in errors(checked(case, text_of(case))) if "warmup" in one.message]
    assert [edit.path[:4] for edit in fix.edits] == [
        ("networks", "other", "optimizer", "learning_rate"),
        ("networks", "other", "optimizer", "warmup_steps"),
    ]
    assert fix.text == "{type: constant, peak: 1e-3, warmup: 9 steps}"
