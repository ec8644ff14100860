"""The table of words: each leads to something that the language has, and values keep their meaning."""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys
import typing
from collections.abc import Iterator
from typing import Any, Literal

import pytest

import specc.language
from specc.document.document import parse
from specc.language import hints
from specc.language.block import Block
from specc.language.family import Family, member, members
from specc.language.reference.sections import sections
from specc.language.synonyms import Key, Name
from specc.language.translate.forms import FORMS
from specc.language.translate.names import core_value, keys_of_name
from specc.language.translate.place import family_of
from specc.language.translate.values import CONDITIONS, UNITS
from specc.language.translate.words import HOMES, NEEDED, folded, keys, names
from specc.language.validate import validate

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
    family = family_of(block)
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

KEYS, NAMES = keys(), names()
ROWS = [(home, row) for home, rows in KEYS.items() for row in rows]
ALIASES = [(noun, row) for noun, rows in NAMES.items() for row in rows]


@pytest.mark.parametrize(("home", "row"), ROWS, ids=lambda part: str(part)[:60])
def test_a_key_leads_to_a_key(home: str, row: Key) -> None:
    assert home in FIELDS
    assert not row.to or row.to in FIELDS[home]
    assert row.to or row.note or row.unit == "contents"
    if row.to:
        assert row.unit in ("", *UNITS, *FORMS)
    else:
        assert row.unit in ("", "contents", *CONDITIONS)
    assert not row.moves or home in HOMES


@pytest.mark.parametrize(("noun", "row"), ALIASES, ids=lambda part: str(part)[:60])
def test_a_name_leads_to_a_name(noun: str, row: Name) -> None:
    family = noun.partition(".")[0]
    assert not row.to or row.to.strip('"').replace("\\t", "\t") in ALLOWED[family]
    assert row.to or row.note
    for key, text in keys_of_name(row):
        [model] = [
            member(package, row.to) for package in PACKAGES[family] if row.to in members(package)
        ][:1]
        assert key in model.model_fields
        assert core_value(text) is not None


def test_no_word_means_two_things() -> None:
    """In one family, each word has one row per key, and one without."""
    for home, rows in KEYS.items():
        seen = set()
        for row in rows:
            for word in row.words.split():
                meaning = (folded(word), row.to)
                assert meaning not in seen, (home, *meaning)
                seen.add(meaning)
    for noun, rows in NAMES.items():
        words = [folded(word) for row in rows for word in row.words.split()]
        again = {word for word in words if words.count(word) > 1}
        assert not again, (noun, again)


def test_a_word_is_moved_to_one_family() -> None:
    """So that it does not matter in which order sections are read."""
    families: dict[str, set[str]] = {}
    for home, row in ROWS:
        for word in row.words.split() if row.moves else ():
            families.setdefault(folded(word), set()).add(home)
    assert {word: homes for word, homes in families.items() if len(homes) > 1} == {}


LOADED = """
import sys
from specc.document.document import parse
from specc.language.checkpoint import Checkpoint
from specc.language.validate import validate

print(len(validate(parse(f"{{every: 1 epoch, {sys.argv[1]}}}".encode(), "a.yaml"), Checkpoint)[1]))
print(any(name.startswith("specc.language.synonyms.") for name in sys.modules))
"""


@pytest.mark.parametrize(
    ("given", "count", "read"),
    [("keep: 3", 0, False), ("keep: -3", 1, False), ("max_to_keep: 3", 1, True)],
)
def test_tables_are_read_for_messages_about_words_alone(given: str, count: int, read: bool) -> None:
    command = [sys.executable, "-c", LOADED, given]
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    assert found.stdout.split() == [str(count), str(read)]


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


VALUES = (
    {"kind": {"of": "mapping"}},
    [{"type": "conv", "filters": 32}, [1, 2]],
)
"""Forms that few fields take."""


WRITTEN = {
    block
    for section in sections()
    for block in (
        (member(section.target.package, name) for name in section.target.names())
        if isinstance(section.target, Family)
        else (section.target,)
    )
}
"""The blocks that a spec can have, without bases."""
FIRST: dict[type[Block], list[str]] = {}
"""The fields of a block that no block before it has in its family."""
for block in BLOCKS:
    met = {
        key for other, keys in FIRST.items() for key in keys if family_of(other) == family_of(block)
    }
    if block in WRITTEN:
        FIRST[block] = [key for key in hints.names(block) if key not in {*met, "type"}]


@pytest.mark.parametrize("block", [b for b in FIRST if FIRST[b]], ids=lambda b: b.__name__)
def test_a_renamed_key_has_a_value_of_a_form_that_it_takes(block: type[Block]) -> None:
    """For misspelt keys and all words of the table; pydantic judges the value in its new place."""
    keys = FIRST[block]  # others of the family have been tried in another block
    rows = [row for row in KEYS.get(family_of(block), ()) if row.to in keys]
    words = [f"{key}s" for key in keys]
    words += [word for row in rows for word in row.words.split()[:2]]
    for given in VALUES:
        document = parse(json.dumps(dict.fromkeys(words, given)).encode(), "a.json")
        fixes = [one.fix for one in validate(document, block)[1] if one.fix and len(one.path) == 1]
        names = {str(fix.text) for fix in fixes if fix.renames and not fix.also}
        renamed = parse(json.dumps(dict.fromkeys(names, given)).encode(), "a.json")
        wrong = [
            (one.path, one.label)
            for one in validate(renamed, block)[1]
            # The next fix puts one value where a list is wanted into a list.
            if len(one.path) == 1 and one.code in ("R104", "R112") and one.fix is None
        ]
        assert not wrong


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (
            "data: {source: {type: sklearn, name: digits}, batch_size: 8, split_seeds: {a: 1}}\n",
            "data",
        ),
        ("data: {source: {type: sklearn, name: digits}, batch_size: 8, holdot: [1, 2]}\n", "data"),
        (
            "model: {type: mlp, layers: [{type: dense, units: 32}, {type: dropout, rate: 0.5}]}\n",
            "model",
        ),
        ("model: {type: mlp, layers: [{type: dense, units: 8, activation: relu}]}\n", "model"),
        ("train: {duration: 5 epochs, weight_decay: {kernel: 0.1}, grad_clip: [1, 2]}\n", "train"),
    ],
)
def test_a_value_of_another_form_is_told_and_left(text: str, path: str) -> None:
    case = Case("", "", text)
    found = errors(checked(case, text_of(case)))
    assert [one for one in found if one.path[0] == path and (one.notes or one.label)]
    assert fixed(case) == text_of(case)


SPLIT = "data: {source: {type: sklearn, name: digits}, batch_size: 8, %s}\n"
TRAIN = "train: {duration: 5 epochs, %s}\n"


@pytest.mark.parametrize(
    ("text", "path", "meant"),
    [
        (SPLIT % "split: {train: 0.8, val: 0.2}", ("data", "holdout"), "20%"),
        (SPLIT % "split: {train: 80%, test: 20%}", ("data", "holdout"), "20%"),
        (
            SPLIT % "split: [0.7, 0.2, 0.1]",
            ("data", "holdout"),
            {"type": "random", "share": "20%", "test": "10%"},
        ),
        ("model: {type: mlp, layers: [{type: Dense, units: 32}, {type: dense, units: 16}]}\n", ("model", "hidden"), [32, 16]),
        (TRAIN % "mixup: 0.4", ("data", "augment"), [{"type": "mixup", "alpha": 0.4}]),
        (TRAIN % "cutmix_alpha: 1.0", ("data", "augment"), [{"type": "cutmix", "alpha": 1.0}]),
        (TRAIN % "mixup: 0", ("train",), {"duration": "5 epochs"}),
        (TRAIN % "model_ema: true", ("average",), {"type": "ema"}),
        (TRAIN % "model_ema: true, model_ema_decay: 0.99", ("average",), {"type": "ema", "decay": 0.99}),
        (TRAIN % "model_ema: true, model_ema_decay: 0.99", ("train",), {"duration": "5 epochs"}),
        (SPLIT % "transforms: [ToTensor, {type: RandomHorizontalFlip}], holdout: 10%", ("data", "augment"), [{"type": "flip"}]),
    ],
)  # fmt: skip
def test_values_that_are_written_in_another_form(
    text: str, path: tuple[str, ...], meant: object
) -> None:
    assert value(text, *path) == meant


def test_missing_texts_become_a_list() -> None:
    case = Case(
        "",
        "",
        SPLIT.replace(
            "{type: sklearn, name: digits}", "{type: csv, path: a.csv, target: y, na_values: '?'}"
        )
        % "holdout: 10%",
    )
    assert 'missing: ["?"]' in fixed(case)


def test_an_optimizer_by_its_name_at_the_top() -> None:
    case = Case("", "", "opt: adamw\nlr: 2e-3\n", without=("optimizer",))
    after = fixed(case)
    assert errors(checked(case, after)) == []
    assert parse(after.encode(), "a.yaml").value["optimizer"] == {
        "type": "adamw",
        "learning_rate": 2e-3,
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("save_total_limit: 2\n", "`checkpoint` needs `every` as well, for example `every: 1000 steps`"),
        ("save_total_limit: 2\nsave_steps: 100\n", None),
        ("model: {type: cnn, channels: [8], pool: max}\n", "2x2 max pooling"),
        ("model: {type: mlp, hidden: [8], drop_path: 0.1}\n", "no stochastic depth"),
        (TRAIN % "callbacks: [{type: EarlyStopping}]", "`evaluate`, which has early stopping"),
        (SPLIT % "transforms: [ToTensor, Normalize]", "`normalize: unit`"),
        ("model: {type: mlp, layers: [{type: conv}]}\n", "`hidden` takes: list of integers"),
    ],
)  # fmt: skip
def test_what_has_no_counterpart_is_answered(text: str, told: str | None) -> None:
    case = Case("", "", text, without=("checkpoint",))
    notes = [note for one in errors(checked(case, text_of(case))) for note in one.notes]
    assert any(told in note for note in notes) if told else not any("as well" in n for n in notes)
