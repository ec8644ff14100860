"""Every rule's mistake, and something close to it that is none, as changes to one spec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specc.document.diagnostics import Path

from .case import Case
from .code import model as own
from .code import piece
from .completions import COMPLETION_CASES
from .documents import DOCUMENT_CASES
from .evaluated import EVALUATED_CASES
from .evaluation_sets import EVALUATION_SET_CASES
from .flow_matching import FLOW_MATCHING_CASES
from .flows import FLOW_CASES
from .follow import FOLLOW_CASES
from .groups import GROUP_CASES
from .init_from import INIT_FROM_CASES
from .language_models import LANGUAGE_MODEL_CASES
from .networks import NETWORK_CASES
from .sequence_models import SEQUENCE_MODEL_CASES
from .specs import FACTS, REMOVED
from .token_rows import TOKEN_ROW_CASES

SGD = {"type": "sgd", "learning_rate": 0.1}
B1 = {"type": "linear", "start": 0.5, "end": 0.9}
LONG = {"type": "constant", "peak": 1e-3, "warmup": "900000 steps"}
ADAFACTOR = {"type": "adafactor", "learning_rate": 1e-2}
ADAM = {"type": "adam", "learning_rate": 1e-3}
DPSGD = {"optimizer": {**SGD, "type": "dpsgd", "l2_norm_clip": 1.0, "noise_multiplier": 1.0}}
MUON = {"type": "muon", "learning_rate": 0.02}
MATRICES = {**MUON, "muon_weight_dimension_numbers": "matrices"}
SAM = {"type": "sam", "base_optimizer": ADAM}
FREE = {"type": "schedule_free", "base_optimizer": SGD}
FROM_NOTHING = {"type": "piecewise", "values": [0.0, 1e-3], "boundaries": ["50%"]}
WARMED = {"type": "constant", "peak": 1e-3, "warmup": "5%"}
GROWS = {"type": "linear", "start": 0, "end": 1}
FADES = {"type": "linear", "start": 0.9, "end": 0.99}
NORMLESS = {"model.norm": "layer"}
ALL_ROWS = {"data.batch_size": 800}


def allow(*codes: str) -> dict[str, Any]:
    return {"allow": [{"code": code, "reason": "a test"} for code in codes]}


def rate(**settings: Any) -> dict[str, Any]:
    return {f"optimizer.learning_rate.{name}": value for name, value in settings.items()}


def facts(**known: Any) -> dict[str, Any]:
    return {"data.facts": {**FACTS, **known}}


def task(kind: str, **settings: Any) -> dict[str, Any]:
    return {"task": {"type": kind, **settings}}


def loss(name: str, kind: str = "classification", **settings: Any) -> dict[str, Any]:
    return task(kind, loss={"type": name, **settings})


def metrics(*chosen: Any) -> dict[str, Any]:
    return task("classification", metrics=list(chosen))


def table(source: Mapping[str, Any] | None = None, **known: Any) -> dict[str, Any]:
    """A CSV file with a column of numbers and one of names."""
    named = {"columns": ["size", "color"], "categories": {"color": ["blue", "red"]}}
    block = {"type": "csv", "path": "x.csv", "target": "y", **(source or {})}
    found = {**FACTS, "shape": [3], **named, **known}
    stated = {key: value for key, value in found.items() if value is not None}
    return {"data.source": block, "data.facts": stated}


def folder(source: Mapping[str, Any] | None = None, **known: Any) -> dict[str, Any]:
    """A folder of images."""
    block = {"type": "image_folder", "path": "x", "mode": "gray", **(source or {})}
    stated = {**FACTS, "class_names": ["a", "b", "c", "d"], **known}
    return {"data.source": block, "data.facts": stated}


def image_model(kind: str, **settings: Any) -> dict[str, Any]:
    """A model of images, and nothing in the run that the rules find."""
    usual: dict[str, dict[str, Any]] = {
        "vit": {"patch_size": 2, "width": 64, "depth": 2, "heads": 4},
        "mixer": {"patch_size": 2, "width": 64, "depth": 2},
        "resnet": {"stages": [1, 1, 1], "width": 16},
        "cnn": {"channels": [8, 16]},
    }
    return {"model": {"type": kind, **usual[kind], **settings}}


RATE: Path = ("optimizer", "learning_rate")
METRICS: Path = ("task", "metrics")
WEIGHTS: Path = ("task", "loss", "class_weights")
LABELS = {key: FACTS[key] for key in ("rows", "shape", "low", "high")}
KEYLESS_FACTS = {key: value for key, value in FACTS.items() if key != "class_rows"}

STRATIFIED = {"data.holdout": {"type": "stratified", "share": "20%"}}
COLUMN = {"type": "column", "column": "split", "held_out": "test"}


def column(split: Mapping[str, Any] | None = None, **known: Any) -> dict[str, Any]:
    """A table whose rows are split by a column."""
    return {**table(held_out_rows=known.pop("rows", 200), **known), "data.holdout": split or COLUMN}


def evaluated(
    given: Mapping[str, Any] | None = None, on: Mapping[str, Any] | None = None, **known: Any
) -> dict[str, Any]:
    """Data for evaluation, of the kind of the training data, with other facts."""
    training = {"data.source": {"type": "npz", "path": "a.npz"}, "data.facts": FACTS}
    training |= on or {}
    source = {**training["data.source"], "path": "b.npz", **(given or {})}
    stated = {**training["data.facts"], "rows": 300, **known}
    if "class_rows" not in known and (classes := stated["classes"]):
        stated["class_rows"] = [300 // classes] * classes
    stated = {key: value for key, value in stated.items() if value is not None}
    other = {"data.holdout": "0%", "data.evaluation": source, "data.evaluation_facts": stated}
    return {**training, **other}


def with_test(
    given: Mapping[str, Any] | None = None, on: Mapping[str, Any] | None = None, **known: Any
) -> dict[str, Any]:
    """Data for evaluation, and data for a test."""
    others = evaluated(None, on)
    source = {**others["data.source"], "path": "c.npz", **(given or {})}
    stated = {**FACTS, "rows": 48, "class_rows": [12] * 4, **known}
    return {**others, "data.test": source, "data.test_facts": stated}


TESTED_ALONE = {"type": "random", "share": "0%", "test": "20%"}
NOTHING_SEEN = {"evaluate": REMOVED, "checkpoint": REMOVED}
STRATIFIED_TEST = {"type": "stratified", "share": "20%", "test": "10%"}
TESTED = {**COLUMN, "test": "last"}
TABLE_TO_TEST = {
    "data.test": {**table()["data.source"], "path": "c.csv"},
    "data.test_facts": {**table()["data.facts"], "rows": 48, "class_rows": [12] * 4},
}


def npz(weight: str) -> dict[str, Any]:
    """Training data whose examples have weights."""
    return {"data.source": {"type": "npz", "path": "a.npz", "weight": weight}}


NONE: frozenset[str] = frozenset()
DECAY: Path = ("optimizer", "weight_decay")
LINES = {"interpolate": "linear"}
SHORT = {
    "train.duration": "20 steps",
    "evaluate.every": "10 steps",
    "checkpoint.every": "10 steps",
    "model.norm": REMOVED,
}


def schedule(**settings: Any) -> dict[str, Any]:
    return {"optimizer.learning_rate": settings}


def phases(*given: tuple[str | None, Any]) -> dict[str, Any]:
    parts = [
        {"schedule": part} | ({} if length is None else {"for": length}) for length, part in given
    ]
    return schedule(type="sequence", phases=parts)


def decaying(**settings: Any) -> dict[str, Any]:
    return {"optimizer.weight_decay": settings}


CASES = [
    Case(
        "D161",
        {**evaluated(), "data.holdout": "20%"},
        evaluated(),
        ("data", "holdout"),
        "holdout is 20%, and there is evaluation",
    ),
    Case(
        "D162",
        {**STRATIFIED, **task("regression"), **facts(targets=1)},
        {"data.holdout": "20%", **task("regression"), **facts(targets=1)},
        ("data", "holdout"),
        "regression has no classes",
    ),
    *(
        Case("D172", bad, near, ("data", "holdout"), label, fixes=False)
        for bad, near, label in [
            (
                column(unseen={"color": {"blue": 20, "red": 1}}),
                column(),
                "category of column 'color' that only held-out rows have: 'blue' in 20, 'red' in 1 rows",
            ),
            (
                column(unseen={"y": {"3": 20}}),
                {
                    **column(unseen={"y": {"3": 20}}, classes=None, class_rows=None, targets=1),
                    **task("regression"),
                },
                "class of column 'y' that only held-out rows have: '3' in 20 rows",
            ),
        ]
    ),
    Case(
        "D163",
        {**STRATIFIED, **facts(class_rows=[333, 333, 333, 1])},
        {**STRATIFIED, **facts(class_rows=[332, 333, 333, 2])},
        ("data", "holdout"),
        "a single example of label 3",
        fixes=False,
    ),
    Case(
        "D164",
        {"data.holdout": {"type": "stratified", "share": "0.3%"}},
        {"data.holdout": {"type": "stratified", "share": "0.4%"}},
        ("data", "holdout"),
        "3 held-out examples, but 4 classes",
    ),
    Case(
        "D164",
        {"data.holdout": {"type": "stratified", "share": "99.7%"}, "data.batch_size": 1},
        {"data.holdout": {"type": "stratified", "share": "99.6%"}, "data.batch_size": 1},
        ("data", "holdout"),
        "3 training examples, but 4 classes",
        also=frozenset({"E102", "M101"}),
    ),
    *(
        Case("D165", column(**bad), column(), ("data", "facts"), label, fixes=False)
        for bad, label in [
            ({"rows": None}, "how many rows have 'test' in 'split'"),
            ({"rows": 1_001}, "1,001 of 1,000 rows are held out"),
            ({"columns": ["split", "color"]}, "'split' splits the rows"),
        ]
    ),
    Case(
        "D101",
        column(rows=0),
        column(rows=1),
        ("data", "holdout"),
        "rows with 'test' in 'split', of 1,000 examples is less than one",
        fixes=False,
    ),
    Case(
        "D166",
        {"data.evaluation_facts": FACTS},
        evaluated(),
        ("data", "evaluation_facts"),
        "there is no data.evaluation",
    ),
    Case(
        "D167",
        {**evaluated(), "data.evaluation": {"type": "npy", "inputs": "x", "targets": "y"}},
        evaluated({"inputs": "other"}),
        ("data", "evaluation", "type"),
        "npy, but the source is npz",
        fixes=False,
    ),
    Case(
        "D167",
        evaluated({"delimiter": ";"}, table()),
        evaluated({"delimiter": ";"}, table({"delimiter": ";"})),
        ("data", "evaluation"),
        "delimiter is ;, but , in the source",
        fixes=False,
    ),
    *(
        Case(
            "D168",
            evaluated(None, on, **bad),
            evaluated(None, on, **near),
            ("data", "evaluation_facts"),
            label,
            fixes=False,
        )
        for on, bad, near, label in [
            ({}, {"shape": [8, 9]}, {}, "inputs are [8, 9], but [8, 8] in training"),
            ({}, {"classes": 5, "class_rows": None}, {"classes": 3}, "5 classes, but 4 in"),
            ({}, {"classes": None, "class_rows": None}, {}, "they have no classes"),
            ({}, {"labels": ["floats"]}, {}, "stored as floats, but as integers (n,) in"),
            (facts(dtype="uint8"), {"dtype": None}, {}, "stored as numbers, but uint8"),
            (
                table(),
                {"columns": ["size"], "categories": None, "shape": [1]},
                {},
                "'color' is in the facts of training alone",
            ),
            (
                table(),
                {"categories": {"color": ["blue", "green"]}},
                {"categories": {"color": ["blue"]}, "shape": [2]},
                "column 'color' has 'green', which training has not",
            ),
            (table(), {"categories": None, "shape": [2]}, {}, "has names in one of them"),
            (
                table(class_names=["a", "b", "c", "d"]),
                {"class_names": ["a", "b", "c", "e"]},
                {"class_names": ["a", "b"], "classes": 2},
                "class 'e' is not in training",
            ),
            (
                table(class_names=["a", "b", "c", "d"]),
                {"class_names": None},
                {},
                "classes have names in one of them alone",
            ),
        ]
    ),
    *(
        Case(
            code,
            evaluated(None, on, **bad),
            evaluated(None, on, **near),
            ("data", "evaluation_facts", *key),
            label,
            also=also,
            fixes=False,
        )
        for code, on, bad, near, key, label, also in [
            (
                "D010",
                {},
                {"class_rows": [75, 75, 75, 74]},
                {},
                ["class_rows"],
                "add up to 299",
                NONE,
            ),
            ("D011", {}, {"class_rows": [150, 150]}, {}, ["class_rows"], "2 counts", NONE),
            (
                "D012",
                {},
                {"class_rows": [151, -1, 75, 75]},
                {},
                ["class_rows", 1],
                "class 1 has -1",
                NONE,
            ),
            ("D013", {}, {"low": 17.0}, {"low": 15.0}, ["low"], "17, but high is 16", NONE),
            ("D015", {}, {"low": 16.0}, {"low": 15.0}, ["high"], "low and high are both 16", NONE),
            (
                "D017",
                {},
                {"class_rows": [271, 10, 10, 9]},
                {"class_rows": [270, 10, 10, 10]},
                ["class_rows"],
                "271 of 300",
                NONE,
            ),
            (
                "D142",
                table(),
                {"shape": [4]},
                {},
                ["shape"],
                "[4], but the columns make 3 inputs",
                NONE,
            ),
            (
                "D142",
                table({"weight": "w"}),
                {"columns": ["size", "color", "w"], "shape": [4]},
                {},
                ["columns"],
                "'w' is the weight",
                frozenset({"D168"}),
            ),
            (
                "D170",
                {},
                {"high": 1.0},
                {"high": 1.61},
                [],
                "0 to 1, but in training from 0 to 16",
                NONE,
            ),
            ("D170", {}, {"low": -161.0}, {"low": -159.0}, [], "they range from -161 to 16", NONE),
        ]
    ),
    *(
        Case(
            "D167",
            evaluated(given, on),
            evaluated(given, near),
            ("data", "evaluation"),
            label,
            fixes=False,
        )
        for given, on, near, label in [
            ({"weight": "w"}, {}, npz("v"), "there is a weight in evaluation, and none in source"),
            ({"weight": None}, npz("v"), {}, "there is a weight in source, and none in evaluation"),
            ({"weight": "v"}, table({"weight": "w"}), table({"weight": "v"}), "weight is v, but w"),
        ]
    ),
    Case(
        "T110",
        {**evaluated(class_rows=[200, 0, 50, 50]), **metrics("auroc")},
        {**evaluated(class_rows=[199, 1, 50, 50]), **metrics("auroc")},
        (*METRICS, 0),
        "auroc needs all classes, and class 1 has no example to evaluate on",
    ),
    Case(
        "T110",
        {**evaluated(classes=3), **metrics("auroc")},
        {**evaluated(classes=3), **metrics("f1")},
        (*METRICS, 0),
        "class 3 has no example to evaluate on",
    ),
    Case(
        "T110",
        {
            **evaluated(None, table(class_names=[*"abcd"]), class_names=["a", "d"], classes=2),
            **metrics("auroc"),
        },
        {**evaluated(None, table(class_names=[*"abcd"])), **metrics("auroc")},
        (*METRICS, 0),
        "class 'b' has no example to evaluate on",
    ),
    Case(
        "T110",
        {**with_test(class_rows=[24, 0, 12, 12]), **metrics("auroc")},
        {**with_test(class_rows=[23, 1, 12, 12]), **metrics("auroc")},
        (*METRICS, 0),
        "auroc needs all classes, and class 1 has no example to test on",
    ),
    Case(
        "D167",
        with_test({"weight": "w"}),
        with_test({"weight": "w"}, npz("v")),
        ("data", "test"),
        "there is a weight in test, and none in source",
        fixes=False,
    ),
    *(
        Case(
            code,
            with_test(**bad),
            with_test(**near),
            ("data", "test_facts", *key),
            label,
            fixes=False,
        )
        for code, bad, near, key, label in [
            ("D010", {"rows": 49}, {}, ["class_rows"], "they add up to 48, but rows is 49"),
            ("D013", {"low": 17.0}, {"low": 15.0}, ["low"], "17, but high is 16"),
            ("D170", {"high": 1.0}, {"high": 1.61}, [], "0 to 1, but in training from 0 to 16"),
        ]
    ),
    Case(
        "D169",
        evaluated({"path": "a.npz"}),
        evaluated(),
        ("data", "evaluation"),
        "it is the same as data.source",
        fixes=False,
    ),
    Case(
        "D169",
        evaluated(None, facts(sha256="0" * 64)),
        evaluated(None, facts(sha256="0" * 64), sha256="1" * 64),
        ("data", "evaluation"),
        "it has the SHA-256 000000000000… of data.source",
        fixes=False,
    ),
    *(
        Case("D169", with_test(bad), with_test(), ("data", "test"), label, fixes=False)
        for bad, label in [
            ({"path": "a.npz"}, "it is the same as data.source"),
            ({"path": "b.npz"}, "it is the same as data.evaluation"),
        ]
    ),
    Case(
        "D161",
        {**with_test(), "data.holdout": {"type": "random", "share": "0%", "test": "5%"}},
        with_test(),
        ("data", "holdout", "test"),
        "holdout is 0% and 5%, and there is test",
    ),
    Case(
        "D166",
        {"data.test_facts": FACTS},
        with_test(),
        ("data", "test_facts"),
        "there is no data.test",
    ),
    Case(
        "D167",
        {**with_test(), "data.test": {"type": "npy", "inputs": "x", "targets": "y"}},
        with_test({"inputs": "other"}),
        ("data", "test", "type"),
        "npy, but the source is npz",
        fixes=False,
    ),
    Case(
        "D168",
        with_test(shape=[9, 8]),
        with_test(rows=7, class_rows=[2, 2, 2, 1]),
        ("data", "test_facts"),
        "inputs are [9, 8], but [8, 8] in training",
        fixes=False,
    ),
    Case(
        "D171",
        {**column(), **TABLE_TO_TEST},
        {**table(), **TABLE_TO_TEST},
        ("data", "test"),
        "holdout is by column 'split'",
        fixes=False,
    ),
    Case(
        "D163",
        {
            "data.holdout": {**STRATIFIED_TEST, "share": "50%"},
            **facts(class_rows=[332, 332, 333, 3]),
        },
        {
            "data.holdout": {**STRATIFIED_TEST, "share": "30%"},
            **facts(class_rows=[332, 332, 333, 3]),
        },
        ("data", "holdout"),
        "evaluation may leave a single example of label 3, or none",
        fixes=False,
    ),
    Case(
        "D164",
        {"data.holdout": {**STRATIFIED_TEST, "test": "0.3%"}},
        {"data.holdout": {**STRATIFIED_TEST, "test": "0.4%"}},
        ("data", "holdout"),
        "3 test examples, but 4 classes",
        fixes=False,
    ),
    *(
        Case(
            "D165",
            column(TESTED, **bad),
            column(TESTED, test_rows=100),
            ("data", "facts"),
            label,
            fixes=False,
        )
        for bad, label in [
            ({}, "how many rows have 'last' in 'split'"),
            ({"test_rows": 801}, "1,001 of 1,000 rows are held out"),
        ]
    ),
    Case(
        "D101",
        {"data.holdout": {"type": "random", "share": "20%", "test": "0.01%"}},
        {
            "data.holdout": {"type": "random", "share": "20%", "test": "1%"},
            "data.facts": KEYLESS_FACTS,
        },
        ("data", "holdout", "test"),
        "0.01% of 1,000 examples is less than one",
    ),
    Case(
        "D101",
        column(TESTED, test_rows=0),
        column(TESTED, test_rows=1),
        ("data", "holdout", "test"),
        "rows with 'last' in 'split', of 1,000 examples is less than one",
        fixes=False,
    ),
    Case(
        "D102",
        {"data.holdout": {"type": "random", "share": "95%", "test": "10%"}},
        {"data.holdout": {"type": "random", "share": "30%", "test": "10%"}},
        ("data", "holdout"),
        "95% and 10% of 1,000 examples are all of them",
    ),
    Case(
        "D062",
        {"data.holdout": {"type": "random", "share": "20%", "test": "1%"}},
        {"data.holdout": {"type": "random", "share": "20%", "test": "5%"}},
        ("data", "holdout"),
        "10 test examples of 1,000 lack one of the 4 classes with a chance of",
        fixes=False,
    ),
    Case(
        "T108",
        {**metrics("f1"), "evaluate": REMOVED, "data.holdout": "0%"},
        {
            **metrics("f1"),
            "evaluate": REMOVED,
            "data.holdout": {"type": "random", "share": "0%", "test": "20%"},
        },
        METRICS,
        "there is no evaluate, which f1 needs",
        fixes=False,
    ),
    Case(
        "T109",
        {**metrics("auroc"), "data.holdout": {"type": "random", "share": "20%", "test": "0.3%"}},
        {**metrics("auroc"), "data.holdout": {"type": "random", "share": "20%", "test": "0.4%"}},
        (*METRICS, 0),
        "auroc takes at least 4, and 3 examples are to test on",
        also=frozenset({"D062"}),
    ),
    Case(
        "E063",
        {"data.holdout": {"type": "random", "share": "0%", "test": "20%"}},
        {
            "data.holdout": {"type": "random", "share": "1%", "test": "20%"},
            "data.facts": KEYLESS_FACTS,
        },
        ("evaluate",),
        "data.holdout is 0%",
    ),
    Case(
        "D105",
        {**column(), "data.split_seed": 1},
        {**STRATIFIED, "data.split_seed": 1},
        ("data", "split_seed"),
        "holdout is by column 'split'",
    ),
    Case(
        "E163",
        {**evaluated(), "evaluate": REMOVED},
        evaluated(),
        ("data", "evaluation"),
        "300 examples held out, but there is no evaluate",
    ),
    Case("A001", allow("S999"), {}, ("allow", 0, "code"), "S999 is not a rule"),
    Case("A002", allow("S012"), {}, ("allow", 0, "code"), "S012 is an error: the warm-up"),
    Case("A002", allow("R101"), {}, ("allow", 0, "code"), "R101 is an error"),
    Case("A002", allow("D001"), {}, ("allow", 0, "code"), "D001 is an error"),
    Case(
        "A003",
        allow("O022"),
        {**allow("O022"), "optimizer.mask": "all"},
        ("allow", 0),
        "O022 finds nothing",
    ),
    Case(
        "A003",
        {**allow("O022", "O022"), "optimizer.mask": "all"},
        allow("A003"),
        ("allow", 1),
        "O022 is allowed already",
    ),
    *(
        Case("D141", bad, near, ("data", "facts"), label, fixes=False)
        for bad, near, label in [
            (table(columns=None, categories=None), table(), "a table needs `columns`"),
            (
                {**folder(), **facts()},
                folder(),
                "a folder of images needs `class_names`",
            ),
        ]
    ),
    *(
        Case("D142", bad, near, ("data", "facts", key), label, fixes=False)
        for bad, near, key, label in [
            (table(shape=[2]), table(), "shape", "[2], but the columns make 3 inputs"),
            (table({"target": "size"}), table(), "columns", "'size' is the target"),
            (table({"drop": ["size"]}), table({"drop": ["id"]}), "columns", "'size' is in `drop`"),
            (
                table({"impute": {"id": "mean"}}),
                table({"impute": {"size": "mean"}}),
                "columns",
                "'id' is in `impute` and not one of them",
            ),
            (
                table({"impute": {"color": "mean"}}),
                table({"impute": {"color": "category"}}),
                "columns",
                "'color' has text, which `impute: mean` is not for",
            ),
            (
                table({"impute": {"size": "category"}}),
                table({"impute": {"size": "median"}}),
                "columns",
                "'size' has numbers, which `impute: category` is not for",
            ),
            (
                table({"impute": "mean"}, categories={"color": ["", "red"]}),
                table({"impute": "category"}, categories={"color": ["", "red"]}),
                "categories",
                "'color' has missing values, and is not in `impute`",
            ),
            (
                table({"features": ["size"]}),
                table({"features": ["color", "size"]}),
                "columns",
                "'color' is not in both",
            ),
            (table(columns=["size", "size"]), table(), "columns", "a column is repeated"),
            (
                table(columns=["size"], shape=[1]),
                table(columns=["color"], shape=[2]),
                "categories",
                "'color' is not one of the columns",
            ),
            (
                table(categories={"color": ["red", "red"]}),
                table(categories={"color": ["red", "Red"]}),
                "categories",
                "a value is repeated",
            ),
            (
                table(targets=2),
                table(targets=1),
                "targets",
                "2, but the source has 1 target",
            ),
            (
                table({"target": ["y", "z"]}),
                table({"target": "z"}),
                "classes",
                "4 classes, but the source has a list of targets",
            ),
            (
                facts(columns=["a"]),
                {},
                "columns",
                "only a table has columns",
            ),
            (
                facts(class_names=["a", "b", "b", "c"]),
                facts(class_names=["a", "b", "c", "d"]),
                "class_names",
                "3 different names, but classes is 4",
            ),
            (
                folder({"mode": "rgb"}),
                folder({"mode": "rgb"}, shape=[8, 8, 3]),
                "shape",
                "[8, 8] is no rgb image",
            ),
            (folder({"size": [8, 9]}), folder({"size": [8, 8]}), "shape", "is no gray image"),
        ]
    ),
    Case(
        "D143",
        {**folder(shape=[4_096, 1_049]), "data.placement": "host"},
        {**folder(shape=[4_096, 1_048]), "data.placement": "host"},
        ("data", "placement"),
        "1,000 × 4,096 × 1,049 bytes are 4.0 GiB",
    ),
    Case(
        "D143",
        {**folder(shape=[4_096, 1_049]), "data.normalize": "standardize"},
        folder(shape=[4_096, 1_049]),
        ("data", "normalize"),
        "more than 4 GiB, and all of them are standardized",
    ),
    Case(
        "D144",
        {**folder(targets=1), **task("regression")},
        {**folder(), "task": "classification"},
        ("task",),
        "regression predicts numbers, and folders are classes",
        fixes=False,
    ),
    Case(
        "D175",
        {"data.holdout": {"type": "rows", "eval": "900-1000"}},
        {"data.holdout": {"type": "rows", "eval": "900-999"}},
        ("data", "holdout", "eval"),
        "900-1000 ends with row 1,000, and the last of 1,000 rows is 999",
        fixes=False,
    ),
    Case(
        "D175",
        {"data.holdout": {"type": "rows", "eval": "1-200", "test": [0, 1_000]}},
        {"data.holdout": {"type": "rows", "eval": "1-200", "test": [0, 999]}},
        ("data", "holdout", "test"),
        "0, 1000 ends with row 1,000",
        fixes=False,
    ),
    Case(
        "D176",
        {**folder(), "data.holdout": {"type": "rows", "eval": "200-550"}},
        {**folder(), "data.holdout": {"type": "rows", "eval": ["200-300", "400-480"]}},
        ("data", "holdout"),
        "all 250 images of class 'b' are held out, rows 250-499",
        fixes=False,
    ),
    Case(
        "D155",
        folder({"background": [0, 0, 0]}),
        folder({"background": [0, 0, 0], "alpha": "composite"}),
        ("data", "source", "background"),
        "there is no `alpha`",
    ),
    Case(
        "D126",
        {"data.placement": "files"},
        {**folder(), "data.placement": "files"},
        ("data", "placement"),
        "a source of type sklearn does not have a file per example",
    ),
    Case(
        "D124",
        {"data.placement": "host", "data.normalize": "standardize"},
        {"data.placement": "host"},
        ("data", "placement"),
        "standardization needs all of them",
    ),
    Case(
        "D124",
        {**folder(), "data.placement": "files", "data.normalize": "standardize"},
        {**folder(), "data.placement": "files", "data.normalize": "unit"},
        ("data", "placement"),
        "standardization needs all of them",
    ),
    Case(
        "D121",
        {"data.augment": ["flip"], **facts(shape=[64])},
        {"data.augment": ["flip"]},
        ("data", "augment"),
        "the shape [64]",
    ),
    Case(
        "D122",
        {"data.augment": ["flip", "flip"]},
        {"data.augment": ["flip", "mixup"]},
        ("data", "augment", 1),
        "flip is already in the list",
    ),
    Case(
        "D122",
        {"data.augment": ["cutmix", "mixup"]},
        {"data.augment": [{"type": "crop", "padding": 1}, "mixup"]},
        ("data", "augment", 1),
        "cutmix is already in the list",
    ),
    Case(
        "D125",
        {"data.augment": ["flip", "mixup"], "data.batch_size": 1, "model.norm": None},
        {"data.augment": ["flip", "mixup"], "data.batch_size": 2, "model.norm": None},
        ("data", "augment", 1),
        "data.batch_size is 1",
    ),
    Case(
        "D123",
        {"data.augment": [{"type": "crop", "padding": 8}]},
        {"data.augment": [{"type": "crop", "padding": 7}]},
        ("data", "augment", 0, "padding"),
        "8 pixels of 8",
    ),
    Case(
        "D123",
        {"data.augment": [{"type": "cutout", "size": 8}]},
        {"data.augment": [{"type": "cutout", "size": 7}]},
        ("data", "augment", 0, "size"),
        "8 pixels of 8",
    ),
    Case(
        "D018",
        {"task": "regression", "train.duration": "101 epochs"},
        {"task": "regression", **facts(targets=1)},
        ("task",),
        "no numbers to predict",
        fixes=False,
    ),
    Case(
        "B057",
        {"data.batch_size": 801},
        {"data.batch_size": 800, "train.duration": "800 epochs"},
        ("data", "batch_size"),
        "801 of 800 training examples after 200 are held out",
    ),
    Case(
        "B101",
        {"data.batch_size": 500},
        {"data.batch_size": 300},  # a quarter, exactly
        ("data", "batch_size"),
        "1 × 500 leave out 300 of 800 examples (38%)",
        also=frozenset({"M103"}),
    ),
    Case(
        "C101",
        own("gone.py"),
        own("fine.py"),
        ("model", "source"),
        "cannot read gone.py: there is no such file",
        fixes=False,
    ),
    Case(
        "C102",
        own("broken.py"),
        own("fine.py"),
        ("model", "source"),
        "invalid syntax",
        fixes=False,
    ),
    Case(
        "C103",
        own("fine.py", name="Nett"),
        own("fine.py", name="Net"),
        ("model", "name"),
        "fine.py defines no Nett",
    ),
    Case(
        "C104",
        own("nowhere.py"),
        own("nowhere_unused.py"),
        ("model", "source"),
        "cannot read gone.py",
        fixes=False,
    ),
    Case(
        "C105",
        own("star.py"),
        own("fine.py"),
        ("model", "source"),
        "its names are defined in",
        fixes=False,
    ),
    Case(
        "C106",
        own("dynamic.py"),
        own("dynamic.py", inline=False),
        ("model", "source"),
        "globals: it reaches names that cannot be seen here",
        fixes=False,
    ),
    Case(
        "C107",
        own("prints.py"),
        own("guarded.py"),
        ("model", "source"),
        "it runs when the file is imported",
        fixes=False,
    ),
    Case(
        "C108",
        own("uncalled.py"),
        own("method.py"),
        ("model", "name"),
        "Net has no __call__",
        fixes=False,
    ),
    Case(
        "C109",
        own("fine.py", args={"width": 64, "dept": 2}),
        own("fine.py", args={"width": 64, "depth": 2}),
        ("model", "args", "dept"),
        "Net takes no dept",
    ),
    Case(
        "C109",
        own("fine.py", args={}),
        own("fine.py"),
        ("model", "name"),
        "width has no default",
        fixes=False,
    ),
    Case(
        "C109",
        task("classification", loss=piece("error", args={"scales": 2})),
        task("classification", loss=piece("error", args={"scale": 2})),
        ("task", "loss", "args", "scales"),
        "error takes no scales",
    ),
    Case(
        "C109",
        {"data.augment": ["flip", piece("shift")]},
        {"data.augment": ["flip", piece("shift", args={"by": 1})]},
        ("data", "augment", 1, "name"),
        "by has no default, and args gives it no value",
        fixes=False,
    ),
    Case(
        "C112",
        own("fine.py", args={"width": "{output}"}),
        own("fine.py", args={"width": "{outputs}"}),
        ("model", "args", "width"),
        "{output} is none of {inputs}, {outputs}, {shape}",
    ),
    Case(
        "C111",
        metrics("accuracy", piece("alone")),
        metrics("accuracy", piece("error")),
        ("task", "metrics", 1, "name"),
        "alone takes 1 by position, not 2",
        fixes=False,
    ),
    Case(
        "C110",
        own("my-file.py", inline=False),
        own("fine.py", inline=False),
        ("model", "source"),
        "no import statement can name my-file.py",
    ),
    Case(
        "D010",
        facts(class_rows=[250, 250, 250, 249]),
        facts(class_rows=[251, 249, 250, 250]),
        ("data", "facts", "class_rows"),
        "they add up to 999, but rows is 1,000",
        fixes=False,
    ),
    Case(
        "D011",
        facts(class_rows=[500, 500]),
        facts(class_rows=[500, 500], classes=2),
        ("data", "facts", "class_rows"),
        "2 counts, but classes is 4",
        fixes=False,
    ),
    Case(
        "D012",
        facts(class_rows=[500, 500, 1, -1]),
        facts(class_rows=[500, 500, 0, 0]),
        ("data", "facts", "class_rows", 3),
        "class 3 has -1",
        fixes=False,
    ),
    Case(
        "D013",
        facts(low=17.0),
        facts(low=15.9),
        ("data", "facts", "low"),
        "17, but high is 16",
        fixes=False,
    ),
    Case(
        "D014",
        {"data.facts": {**KEYLESS_FACTS, "classes": 1_001}},
        {"data.facts": {**KEYLESS_FACTS, "classes": 1_000}},
        ("data", "facts", "classes"),
        "1,000 examples of 1,001 classes",
        also=frozenset({"D062"}),
        fixes=False,
    ),
    Case(
        "D015",
        facts(low=16.0),
        facts(low=15.9),
        ("data", "facts", "high"),
        "low and high are both 16",
        fixes=False,
    ),
    Case(
        "D016",
        facts(class_rows=[500, 0, 500, 0]),
        facts(class_rows=[400, 100, 400, 100]),
        ("data", "facts", "class_rows", 1),
        "no example of label 1, 3",
        fixes=False,
    ),
    Case(
        "D017",
        facts(class_rows=[904, 32, 32, 32]),
        facts(class_rows=[900, 34, 33, 33]),
        ("data", "facts", "class_rows"),
        "904 of 1,000: always predicting it is right in 90.4%",
        fixes=False,
    ),
    Case(
        "D061",
        {"data.normalize": "none"},
        {"data.normalize": "none", **facts(high=10.0)},
        ("data", "normalize"),
        "inputs range from 0 to 16",
    ),
    Case(
        "D061",
        {"data.normalize": "none", **facts(low=-0.09, high=0.01)},
        {"data.normalize": "none", **facts(low=-0.1, high=0.01)},
        ("data", "normalize"),
        "inputs range from -0.09 to 0.01",
    ),
    Case(
        "D062",
        facts(class_rows=[330, 330, 330, 10]),  # missed by a fifth with a chance of 0.8^10 = 11 %
        facts(class_rows=[328, 328, 329, 15]),
        ("data", "holdout"),
        "200 held-out examples of 1,000 lack one of the 4 classes with a chance of 11%",
    ),
    Case(
        "D062",
        {**facts(class_rows=[330, 330, 330, 10]), "data.holdout": "80%"},
        {**facts(class_rows=[330, 330, 330, 10]), "data.holdout": "50%"},
        ("data", "holdout"),
        "200 training examples of 1,000 lack",
        also=frozenset({"M103"}),
    ),
    Case(
        "D062",
        facts(class_rows=[333, 333, 333, 1]),
        facts(class_rows=[333, 333, 334, 0]),
        ("data", "holdout"),
        "with a chance of 80%",
        fixes=False,
    ),
    Case(
        "D062",
        {"data.facts": {**KEYLESS_FACTS, "classes": 201}},
        {"data.facts": {**KEYLESS_FACTS, "classes": 200}},
        ("data", "holdout"),
        "200 held-out examples, but 201 classes",
        fixes=False,
    ),
    Case(
        "D101",
        {"data.holdout": "0.01%"},
        {"data.holdout": "1%", "data.facts": KEYLESS_FACTS},
        ("data", "holdout"),
        "0.01% of 1,000 examples is less than one",
    ),
    Case(
        "D102",
        {"data.holdout": "100%"},
        {"data.holdout": "80%"},
        ("data", "holdout"),
        "100% of 1,000 examples is all of them",
    ),
    Case(
        "D103",
        {**facts(low=-1.0), "data.normalize": "unit"},
        {**facts(low=-1.0), "data.normalize": "standardize"},
        ("data", "normalize"),
        "inputs range from -1 to 16",
    ),
    Case(
        "D103",  # unless told otherwise, images are standardized if `unit` cannot scale them
        {**facts(low=-3.0, high=0.0), "data.normalize": "unit"},
        facts(low=-3.0, high=0.0),
        ("data", "normalize"),
        "inputs range from -3 to 0",
    ),
    Case(
        "D104",
        {**facts(shape=[13], high=1680.0), "data.normalize": "unit"},
        {**facts(shape=[784], high=255.0), "data.normalize": "unit"},
        ("data", "normalize"),
        "all 13 columns are divided by 1680",
    ),
    Case(
        "D105",
        {"data.split_seed": 1, "data.holdout": "0%", "evaluate": REMOVED},
        {"data.split_seed": 0, "data.holdout": "0%", "evaluate": REMOVED},
        ("data", "split_seed"),
        "holdout is 0%",
    ),
    Case(
        "D106",
        facts(shape=[274_877_907]),
        facts(shape=[274_877_906]),
        ("data", "source"),
        "1,000 × 274,877,907 float32 numbers are 1.0 TiB",
        fixes=False,
    ),
    Case(
        "E063",
        {"data.holdout": "0%"},
        {"data.holdout": "0%", "evaluate": REMOVED},
        ("evaluate",),
        "data.holdout is 0%, so no examples are kept for it",
    ),
    Case(
        "E064",
        {"evaluate.every": "801 steps"},
        {"evaluate.every": "800 steps"},
        ("evaluate", "every"),
        "801 steps, but the run has 800",
    ),
    Case(
        "E064",
        {"checkpoint.every": "101 epochs", "train.duration": "100 epochs"},
        {"checkpoint.every": "100%"},
        ("checkpoint", "every"),
        "808 steps, but the run has 800",
    ),
    Case(
        "E064",
        {"log": {"every": "1M examples"}},
        {"log": {"every": "80_000 examples"}},
        ("log", "every"),
        "10,000 steps, but the run has 800",
    ),
    Case("E106", {"checkpoint": REMOVED}, {}, ("train",), "after 800 steps only metrics are left"),
    Case(
        "E101",
        {"evaluate.every": "99 examples"},
        {"evaluate.every": "100 examples"},
        ("evaluate", "every"),
        "0 steps: a step has 100 examples",
    ),
    Case(
        "E101",
        {"checkpoint.every": "0.06%"},
        {"checkpoint.every": "0.07%"},
        ("checkpoint", "every"),
        "0 steps: the run has 800 steps",
    ),
    Case(
        "E101",
        {"log": {"every": "0.05 epochs"}},
        {"log": {"every": "0.1 epochs"}},
        ("log", "every"),
        "0 steps: an epoch has 8 steps",
    ),
    Case(
        "E102",
        {"data.holdout": "50%", "evaluate.every": "1 step"},  # 500 examples per 100
        {"data.holdout": "30%", "evaluate.every": "1 step"},
        ("evaluate", "every"),
        "500 examples are evaluated per 100 trained on",
    ),
    Case(
        "E103",
        {"evaluate.batch_size": 201},
        {"evaluate.batch_size": 200},
        ("evaluate", "batch_size"),
        "201 of 200 held-out examples",
    ),
    Case(
        "E104",
        {"log": {"to": ["jsonl", "console", "jsonl", "jsonl"]}},
        {"log": {"to": ["jsonl", "console"]}},
        ("log", "to", 2),
        "jsonl is already in the list",
    ),
    Case(
        "E104",
        {"log": {"to": ["csv", piece("hook"), piece("hook", args={"scale": 2.0})]}},
        {"log": {"to": ["csv", piece("hook"), piece("other_hook")]}},
        ("log", "to", 2),
        "hook of pieces.py is already in the list",
    ),
    Case(
        "C111",
        {"log": {"to": [piece("alone")]}},
        {"log": {"to": [piece("hook")]}},
        ("log", "to", 0, "name"),
        "alone takes 1 by position, not 2",
        fixes=False,
    ),
    Case(
        "E134",
        {"log": {"to": [{"type": "tensorboard", "samples": True}]}},
        {"log": {"to": [{"type": "tensorboard", "samples": False}]}},
        ("log", "to", 0, "samples"),
        "there is no `sample`",
    ),
    Case(
        "E135",
        {"log": {"to": ["csv", {"type": "tensorboard", "histograms": True}]}},
        {
            "log": {"to": ["csv", {"type": "tensorboard", "histograms": True}]},
            "events": [{"type": "weight_histogram", "every": "1 epoch"}],
        },
        ("log", "to", 1, "histograms"),
        "`events` has no weight_histogram",
    ),
    Case(
        "E105",
        {"log": {"to": ["console"], "curves": True}},
        {"log": {"to": ["console", "jsonl"], "curves": True}},
        ("log", "curves"),
        "log.to is [console]",
    ),
    Case(
        "E105",
        {"log": {"to": ["console"], "curves": True}},
        {"log": {"to": ["console", "jsonl"], "curves": True}},
        ("log", "curves"),
        "log.to is [console]",
    ),
    Case(
        "E163",
        {"evaluate": REMOVED},
        {"evaluate": REMOVED, "data.holdout": "0%"},
        ("data", "holdout"),
        "200 examples held out, but there is no evaluate",
    ),
    Case(
        "M101",
        {"data.batch_size": 1},
        {"data.batch_size": 1, "model.norm": "layer"},
        ("model", "norm"),
        "in a batch of 1, every activation minus its mean is 0",
    ),
    Case(
        "M102",
        {"data.batch_size": 7},
        {"data.batch_size": 8},
        ("model", "norm"),
        "mean and variance are estimated from 7 examples",
    ),
    Case(
        "M103",
        {"train.duration": "298 steps"},
        {"train.duration": "299 steps"},
        ("model", "norm"),
        "after 298 steps, 5% of the running statistics",
    ),
    Case(
        "M103",
        {
            "train.duration": "74 steps",
            "evaluate.every": "25 steps",
            "checkpoint": {"every": "25 steps"},
            "train.accumulate": 4,
        },
        {
            "train.duration": "75 steps",
            "evaluate.every": "25 steps",
            "checkpoint": {"every": "25 steps"},
            "train.accumulate": 4,
        },
        ("model", "norm"),
        "after 74 steps of 4 micro-batches, 5% of the running statistics",
        also=frozenset({"B103"}),
    ),
    Case(
        "M103",
        {
            "train.duration": "100 steps",
            "evaluate.every": "25 steps",
            "checkpoint": {"every": "25 steps"},
            "average": {"type": "swa", "batch_stats": "averaged"},
        },
        {
            "train.duration": "100 steps",
            "evaluate.every": "25 steps",
            "checkpoint": {"every": "25 steps"},
            "average": {"type": "swa"},
        },
        ("model", "norm"),
        "after 100 steps, 37% of the running statistics",
    ),
    Case(
        "M103",
        {
            "train.duration": "100 steps",
            "evaluate.every": "25 steps",
            "checkpoint": {"every": "25 steps"},
            "optimizer.groups": [{"match": "norms/*/scale", "frozen": True}],
        },
        {
            "train.duration": "100 steps",
            "evaluate.every": "25 steps",
            "checkpoint": {"every": "25 steps"},
            "optimizer.groups": [{"match": "norms/**", "frozen": True}],
        },
        ("model", "norm"),
        "after 100 steps, 37% of the running statistics",
    ),
    Case(
        "M104",
        {"model.hidden": [64, 1], "model.norm": "layer"},
        {"model.hidden": [64, 1]},
        ("model", "hidden", 1),
        "one unit minus its own mean is 0",
    ),
    Case(
        "M105",
        {"model": {"type": "mlp", "hidden": [], "norm": "batch"}},
        {"model": {"type": "mlp", "hidden": [1], "norm": "batch"}},
        ("model", "norm"),
        "hidden is [], so norm has no effect",
    ),
    Case(
        "M105",
        {"model": {"type": "mlp", "hidden": [], "dropout": 0.1}},
        {"model": {"type": "mlp", "hidden": [], "dropout": 0.0, "activation": "gelu"}},
        ("model", "dropout"),
        "hidden is [], so dropout has no effect",
    ),
    Case(
        "M105",
        {"model": {"type": "mlp", "hidden": [], "activation": "tanh"}},
        {"model": {"type": "mlp", "hidden": []}},
        ("model", "activation"),
        "hidden is [], so activation has no effect",
    ),
    Case(
        "M105",
        {"model": {"type": "mlp", "hidden": [], "init": "normal", "output_init": "zeros"}},
        {"model": {"type": "mlp", "hidden": [], "init": "zeros"}},
        ("model", "init"),
        "hidden is [], so output_init is for the only layer",
    ),
    Case(
        "M109",
        {"model.init": "zeros"},
        {"model.output_init": "zeros"},
        ("model", "init"),
        "no weight would ever change",
    ),
    Case(
        "M109",
        {**image_model("vit", init={"type": "zeros"})},
        {**image_model("vit", init={"type": "normal", "stddev": 1e-9})},
        ("model", "init"),
        "no weight would ever change",
    ),
    Case(
        "M106",
        {"model.dropout": {"type": "linear", "start": 0.8, "end": 0.1}},
        {"model.dropout": {"type": "linear", "start": 0.7, "end": 0.1}},
        ("model", "dropout", "start"),
        "only 0.2 of each layer's activations remain",
    ),
    Case(
        "M107",
        {"model": {"type": "mlp", "hidden": [64] * 22, "activation": "relu"}},
        {"model": {"type": "mlp", "hidden": [64] * 22, "activation": "relu", "init": "he_normal"}},
        ("model", "hidden"),
        "22 layers of relu, which hardly train beyond 20",
    ),
    Case(
        "M106",
        {"model.dropout": 0.9},
        {"model.dropout": 0.7},
        ("model", "dropout"),
        "only 0.1 of each layer's activations remain",
    ),
    Case(
        "M107",
        {"model": {"type": "mlp", "hidden": [64] * 5, "activation": "sigmoid"}},
        {"model": {"type": "mlp", "hidden": [64] * 4, "activation": "sigmoid"}},
        ("model", "hidden"),
        "5 layers of sigmoid, which hardly train beyond 4",
    ),
    Case(
        "M107",
        {"model": {"type": "mlp", "hidden": [64] * 21, "activation": "relu"}},
        {"model": {"type": "mlp", "hidden": [64] * 50, "activation": "tanh"}},
        ("model", "hidden"),
        "21 layers of relu, which hardly train beyond 20",
    ),
    Case(
        "M108",
        {"model.hidden": [1_000_000, 70_000]},
        {"model.hidden": [1_000_000, 60_000]},
        ("model", "hidden"),
        "70,064,280,000 weights (64 → 1,000,000 → 70,000 → 4) take 1.0 TiB in training",
        fixes=False,
    ),
    Case(
        "M102",
        {**image_model("resnet"), "data.batch_size": 1},
        {**image_model("resnet", norm="layer"), "data.batch_size": 1},
        ("model", "norm"),
        "mean and variance are estimated from 1 example",
    ),
    Case(
        "M102",
        {**image_model("cnn", norm="batch"), "data.batch_size": 7},
        {**image_model("cnn", norm="batch"), "data.batch_size": 8},
        ("model", "norm"),
        "mean and variance are estimated from 7 examples",
    ),
    Case(
        "M106",
        image_model("cnn", dropout=0.9),
        image_model("cnn", dropout=0.7),
        ("model", "dropout"),
        "only 0.1 of each layer's activations remain",
    ),
    *(
        Case(
            "M116",
            {**image_model("cnn", channels=[8] * 3), **facts(shape=shape)},
            {**image_model("cnn", channels=[8] * 3), **facts(shape=near)},
            ("model", "channels", 2),
            label,
        )
        for shape, near, label in [
            ([7, 7], [8, 8], "images of 7 × 7 can be halved 2 times"),
            ([28, 4, 3], [28, 8, 3], "images of 28 × 4 can be halved 2 times"),
        ]
    ),
    Case(
        "M116",
        {**image_model("cnn", channels=[8]), **facts(shape=[1, 9])},
        {**image_model("cnn", channels=[8]), **facts(shape=[2, 9])},
        ("model", "channels", 0),
        "images of 1 × 9 can be halved 0 times",
        fixes=False,
    ),
    Case(
        "M106",
        image_model("vit", dropout=0.9),
        image_model("mixer", dropout=0.7),
        ("model", "dropout"),
        "only 0.1 of each layer's activations remain",
    ),
    *(
        Case(
            "M110",
            {**image_model(kind), **facts(shape=[64])},
            {**image_model(kind), **facts(shape=[8, 8, 1])},
            ("model", "type"),
            f"{kind} takes images, but the shape of an input is [64]",
            fixes=False,
        )
        for kind in ("resnet", "vit", "mixer", "cnn")
    ),
    Case(
        "M111",
        {**image_model("vit", patch_size=16), **facts(shape=[28, 28])},
        {**image_model("vit", patch_size=14), **facts(shape=[28, 28])},
        ("model", "patch_size"),
        "28 × 28 pixels cannot be cut into patches of 16 × 16",
    ),
    Case(
        "M111",
        {**image_model("mixer", patch_size=4), **facts(shape=[8, 6, 3])},
        {**image_model("mixer", patch_size=2), **facts(shape=[8, 6, 3])},
        ("model", "patch_size"),
        "8 × 6 pixels cannot be cut into patches of 4 × 4",
        fixes=False,
    ),
    Case(
        "M112",
        image_model("mixer", patch_size=8),
        {**image_model("mixer", patch_size=8), **facts(shape=[16, 8])},
        ("model", "patch_size"),
        "an image has 8 × 8 pixels, as many as a patch",
    ),
    Case(
        "M113",
        image_model("vit", heads=6),
        image_model("vit", heads=64),
        ("model", "heads"),
        "width 64 over 6 heads is 10.67",
    ),
    Case(
        "M114",
        image_model("resnet", stages=[2, 2, 2, 2, 2]),
        image_model("resnet", stages=[2, 2, 2, 2]),
        ("model", "stages", 4),
        "images of 8 × 8 are a single pixel before stage 5",
    ),
    Case(
        "M114",
        image_model("resnet", stem="imagenet"),
        image_model("resnet", stem="imagenet", stages=[1, 1]),
        ("model", "stages", 2),
        "images of 8 × 8 are a single pixel before stage 3",
    ),
    Case(
        "M114",
        {**image_model("resnet", stages=[1, 1]), **facts(shape=[1, 1])},
        {**image_model("resnet", stages=[1, 1]), **facts(shape=[1, 2])},
        ("model", "stages", 1),
        "images of 1 × 1 are a single pixel before stage 2",
        fixes=False,
    ),
    Case(
        "M115",
        {**image_model("resnet"), **facts(shape=[128, 224, 3])},
        {**image_model("resnet"), **facts(shape=[127, 224, 3])},
        ("model", "stem"),
        "the first stage works on maps of 128 × 224",
    ),
    Case("N101", {"name": "lambda"}, {"name": "lambda_"}, ("name",), "lambda is a keyword"),
    Case("N101", {"name": "match"}, {"name": "matches"}, ("name",), "match is a keyword"),
    Case(
        "N101",
        {"output": "../out/class.py"},
        {"output": "../class/out.py"},
        ("output",),
        "class is a keyword",
    ),
    Case(
        "N102",
        {"name": "json"},
        {"name": "json", "output": "json/trainer.py"},
        ("name",),
        "json is a module of the standard library",
    ),
    Case(
        "N102",
        {"name": "optax"},
        {"name": "Optax"},
        ("name",),
        "optax is a module of a library that trainers import",
    ),
    Case(
        "N102",
        {"output": "out/random.py"},
        {"output": "random/out.py"},
        ("output",),
        "random is a module of the standard library",
    ),
    Case("N103", {"output": "out/"}, {"output": "out/a.py"}, ("output",), "it is a folder"),
    Case("N103", {"output": ".."}, {"output": "../a.py"}, ("output",), "it is a folder"),
    Case("N103", {"output": "out/.py"}, {"output": "out/.a.py"}, ("output",), "it has no name"),
    Case("N103", {"output": "a.txt"}, {"output": "a.txt.py"}, ("output",), "it does not end in"),
    Case(
        "O022",
        {"optimizer.mask": "all"},
        {"optimizer.mask": "kernels"},
        ("optimizer", "mask"),
        "they decay by 0.0001 times the learning rate",
    ),
    Case(
        "O022",
        {"optimizer": {**ADAFACTOR, "weight_decay_rate": 1e-6, "mask": "all"}},
        {"optimizer": {**ADAFACTOR, "weight_decay_rate": 1e-6}},
        ("optimizer", "mask"),
        "they decay by 1e-06 per step",
    ),
    Case(
        "O022",
        {"optimizer": {"type": "muon", "learning_rate": 0.02, "adam_weight_decay": 0.1}},
        {"optimizer": {"type": "muon", "learning_rate": 0.02, "weight_decay": 0.1}},
        ("optimizer", "adam_weight_decay"),
        "they decay by 0.1 times the learning rate",
        fixes=False,
    ),
    Case(
        "O022",
        {"optimizer": {"type": "prodigy", "weight_decay": 0.1}},
        {"optimizer": {"type": "prodigy"}},
        ("optimizer", "weight_decay"),
        "they decay by 0.1 times the step size",
        fixes=False,
    ),
    Case(
        "O025",
        {"optimizer": {**SGD, "nesterov": True}},
        {"optimizer": {**SGD, "nesterov": True, "momentum": 0.9}},
        ("optimizer", "nesterov"),
        "momentum is 0",
    ),
    Case(
        "O025",
        {"optimizer": {**ADAM, "nesterov": True, "b1": 0.0}},
        {"optimizer": {**ADAM, "b1": 0.0}},
        ("optimizer", "nesterov"),
        "b1 is 0",
    ),
    Case(
        "O029",
        {"optimizer": {**SGD, "momentum": 1 - 1e-9}},
        {"optimizer": {**SGD, "momentum": 1 - 1e-7}},
        ("optimizer", "momentum"),
        "0.999999999 is 1 in float32",
    ),
    Case(
        "O029",
        {"optimizer.b2": 1 - 1e-9},
        {"optimizer.b2": 1 - 1e-7},
        ("optimizer", "b2"),
        "0.999999999 is 1 in float32",
    ),
    Case(
        "O031",
        rate(peak=1e-8),
        rate(peak=1e-7),
        (*RATE, "peak"),
        "1e-08 is less than 6e-08",
    ),
    Case("O101", rate(peak=0.2), rate(peak=0.1), (*RATE, "peak"), "0.2 is above 0.1, and 1e-3"),
    Case(
        "O101",
        {"optimizer": {"type": "adam", "learning_rate": 3}},  # no mapping to put a peak in
        {"optimizer": {"type": "sgd", "learning_rate": 3}},
        (*RATE, "peak"),
        "3 is above 0.1, and 1e-3 is usual for adam",
    ),
    Case(
        "O101",
        {"optimizer": {"type": "sgd", "learning_rate": 10.5}},
        {"optimizer": {"type": "sgd", "learning_rate": 10}},
        (*RATE, "peak"),
        "10.5 is above 10, and 0.1 is usual for sgd",
    ),
    Case(
        "O102",
        {"optimizer.eps": 1e-39},
        {"optimizer.eps": 1e-37},
        ("optimizer", "eps"),
        "1e-39 becomes 0 in float32",
    ),
    Case(
        "O102",
        {"optimizer.clip_by_global_norm": 1e39},
        {"optimizer.clip_by_global_norm": 1e38},
        ("optimizer", "clip_by_global_norm"),
        "1e+39 becomes infinite in float32",
    ),
    Case(
        "O102",
        {"optimizer": {"type": "sgd", "learning_rate": 1e-40}},
        {"optimizer": {"type": "sgd", "learning_rate": 1e-20}},
        (*RATE, "peak"),
        "1e-40 becomes 0 in float32",
    ),
    Case(
        "O103",
        {"optimizer.b1": 0.999, "optimizer.b2": 0.9},
        {"optimizer.b1": 0.9, "optimizer.b2": 0.9},
        ("optimizer", "b1"),
        "0.999 is more than 0.9487, the root of b2 = 0.9",
    ),
    Case(
        "O103",
        {"optimizer.b1": 0.9, "optimizer.b2": 0.5},
        {"optimizer.b1": 0.7, "optimizer.b2": 0.5},
        ("optimizer", "b1"),
        "0.9 is more than 0.7071, the root of b2 = 0.5",
    ),
    Case(
        "O104",
        {"optimizer.weight_decay": 0.0},
        {"optimizer": ADAM},
        ("optimizer", "weight_decay"),
        "no weight decays",
        fixes=False,
    ),
    Case(
        "O105",
        {"optimizer.weight_decay": 1000.0},
        {"optimizer.weight_decay": 999.0},
        ("optimizer", "weight_decay"),
        "0.001 × 1000 = 1 of a weight per step",
    ),
    Case(
        "O105",
        {"optimizer": {**SGD, "weight_decay": 10.0}},
        {"optimizer": {**SGD, "weight_decay": 9.0}},
        ("optimizer", "weight_decay"),
        "0.1 × 10 = 1 of a weight per step",
    ),
    Case(
        "O105",
        {"optimizer": {"type": "muon", "learning_rate": 0.02, "adam_weight_decay": 50.0}},
        {"optimizer": {"type": "muon", "learning_rate": 0.02, "adam_weight_decay": 49.0}},
        ("optimizer", "adam_weight_decay"),
        "0.02 × 50 = 1 of a weight per step",
        also=frozenset({"O022"}),
    ),
    Case(
        "O150",
        {"optimizer": {**ADAFACTOR, "weight_decay_rate": 0.05}},
        {"optimizer": {**ADAFACTOR, "weight_decay_rate": 5e-4}},
        ("optimizer", "weight_decay_rate"),
        "% of a weight is left after",
    ),
    Case(
        "O152",
        {"optimizer": {**MUON, "adam_learning_rate": {"type": "reduce_on_plateau", "peak": 1e-3}}},
        {"optimizer": {**MUON, "adam_learning_rate": {"type": "cosine", "peak": 1e-3}}},
        ("optimizer", "adam_learning_rate"),
        "it scales the updates of all parameters",
    ),
    Case(
        "S012",
        {"optimizer": {**MUON, "adam_learning_rate": LONG}},
        {"optimizer": {**MUON, "adam_learning_rate": 1e-3}},
        ("optimizer", "adam_learning_rate", "warmup"),
        "steps, but the run has",
    ),
    Case(
        "O151",
        {"optimizer": {**ADAM, "type": "radam", "b1": B1}},
        {"optimizer": {**ADAM, "type": "nadam", "b1": B1}},
        ("optimizer", "b1"),
        "constant decay rates",
    ),
    Case(
        "O151",
        {"optimizer": {**ADAM, "type": "adabelief", "b1": B1}},
        {"optimizer": {**ADAM, "type": "adabelief", "b1": 0.8}},
        ("optimizer", "b1"),
        "constant decay rates",
    ),
    Case(
        "O106",
        {"optimizer.clip_by_global_norm": 1.0, "optimizer.clip_by_value": 1.0},
        {"optimizer.clip_by_global_norm": 1.0, "optimizer.clip_by_value": 0.5},
        ("optimizer", "clip_by_value"),
        "after clip_by_global_norm no element is larger than 1",
    ),
    Case(
        "O029",
        {"optimizer": {"type": "muon", "learning_rate": 0.02, "beta": 1 - 1e-9}},
        {"optimizer": {"type": "muon", "learning_rate": 0.02, "beta": 1 - 1e-7}},
        ("optimizer", "beta"),
        "0.999999999 is 1 in float32",
    ),
    Case(
        "O029",
        {"optimizer": {"type": "prodigy", "betas": [0.9, 1 - 1e-9]}},
        {"optimizer": {"type": "prodigy", "betas": [0.9, 1 - 1e-7]}},
        ("optimizer", "betas"),
        "0.999999999 is 1 in float32",
    ),
    Case(
        "O025",
        {"optimizer": {"type": "muon", "learning_rate": 0.02, "beta": 0.0}},
        {"optimizer": {"type": "muon", "learning_rate": 0.02, "beta": 0.0, "nesterov": False}},
        ("optimizer", "nesterov"),
        "beta is 0",
    ),
    Case(
        "O102",
        {"optimizer": {**SAM, "rho": 1e-40}},
        {"optimizer": {**SAM, "rho": 1e-30}},
        ("optimizer", "rho"),
        "1e-40 becomes 0 in float32",
    ),
    Case(
        "O101",
        {"optimizer": {**SAM, "base_optimizer": {**ADAM, "learning_rate": 3}}},
        {"optimizer": SAM},
        ("optimizer", "base_optimizer", "learning_rate", "peak"),
        "3 is above 0.1, and 1e-3 is usual for adam",
    ),
    *(
        Case(
            "O141",
            {**NORMLESS, **ALL_ROWS, "optimizer": bad},
            {**NORMLESS, **ALL_ROWS, "optimizer": near},
            path,
            label,
        )
        for bad, near, path, label in [
            (
                {"type": "rprop", "learning_rate": {"type": "linear", "peak": 1e-3}},
                {"type": "rprop", "learning_rate": 1e-3},
                RATE,
                "a linear schedule",
            ),
            (
                {"type": "rprop", "learning_rate": FROM_NOTHING},
                {"type": "rprop", "learning_rate": 1e-3},
                RATE,
                "a piecewise schedule",
            ),
            (
                {"type": "rprop", "learning_rate": WARMED},
                {"type": "rprop", "learning_rate": {"type": "constant", "peak": 1e-3}},
                (*RATE, "warmup"),
                "a warm-up",
            ),
            (
                {"type": "schedule_free_adamw", "learning_rate": {"type": "cosine", "peak": 1e-3}},
                {"type": "schedule_free_adamw", "learning_rate": WARMED},
                RATE,
                "a cosine schedule",
            ),
            (
                {
                    **FREE,
                    "base_optimizer": {**SGD, "learning_rate": {"type": "cosine", "peak": 0.1}},
                },
                {**FREE, "base_optimizer": {**SGD, "learning_rate": WARMED}},
                ("optimizer", "base_optimizer", "learning_rate"),
                "a cosine schedule",
            ),
        ]
    ),
    Case(
        "O142",
        {"optimizer": {"type": "dog", "learning_rate": WARMED, "init_step": ["learning_rate", 1]}},
        {"optimizer": {"type": "dog", "learning_rate": WARMED}},
        (*RATE, "warmup"),
        "steps are as long as the way so far, and that stays 0",
    ),
    Case(
        "O142",
        {"optimizer": {"type": "prodigy", "learning_rate": WARMED}},
        {"optimizer": {"type": "prodigy", "learning_rate": WARMED, "safeguard_warmup": True}},
        (*RATE, "warmup"),
        "the first estimate divides 0 by a sum of rates",
    ),
    Case(
        "O142",
        {"optimizer": {"type": "dadapt_adamw", "learning_rate": WARMED}},
        {"optimizer": {"type": "dadapt_adamw", "learning_rate": {"type": "cosine", "peak": 1}}},
        (*RATE, "warmup"),
        "the first estimate divides 0 by a sum of rates",
    ),
    Case(
        "O143",
        {"optimizer": {"type": "adadelta", "weight_decay": 0.1}},
        {"optimizer": {"type": "dog", "weight_decay": 0.1}},
        ("optimizer", "weight_decay"),
        "adadelta scales it like the gradients",
    ),
    Case(
        "O144",
        {**NORMLESS, "optimizer": {**SAM, "base_optimizer": {"type": "schedule_free_sgd"}}},
        {**NORMLESS, "optimizer": {**FREE, "base_optimizer": SAM}},
        ("optimizer", "base_optimizer", "type"),
        "schedule_free_sgd evaluates an average, which sam hides",
        fixes=False,
    ),
    Case(
        "O144",
        {"optimizer": {**SAM, "base_optimizer": {"type": "momo"}}},
        {"optimizer": {"type": "mechanize", "base_optimizer": {"type": "momo"}}},
        ("optimizer", "base_optimizer", "type"),
        "momo needs value, which sam does not pass on",
        fixes=False,
    ),
    Case(
        "O145",
        {**NORMLESS, "optimizer": {**FREE, "base_optimizer": {**SGD, "momentum": 0.9}}},
        {**NORMLESS, "optimizer": {**FREE, "base_optimizer": {**ADAM, "b1": 0.0}}},
        ("optimizer", "base_optimizer", "momentum"),
        "0.9 here, and b1 = 0.9 in schedule_free",
    ),
    Case(
        "O146",
        {"optimizer": FREE},
        {"optimizer": FREE, "model.norm": "layer"},
        ("model", "norm"),
        "they belong to the weights before averaging",
    ),
    *(
        Case(
            "O147",
            {**NORMLESS, "optimizer": {"type": kind, **given}, "data.batch_size": 799},
            {**NORMLESS, "optimizer": {"type": kind, **given}, "data.batch_size": 800},
            ("data", "batch_size"),
            "799 of 800 examples",
        )
        for kind, given in (("lbfgs", {}), ("rprop", {"learning_rate": 1e-3}))
    ),
    Case(
        "O148",
        {**image_model("cnn"), "optimizer": MATRICES},
        {**image_model("cnn"), "optimizer": MUON},
        ("optimizer", "muon_weight_dimension_numbers"),
        "the output layer is AdamW's",
    ),
    Case(
        "O148",
        {**image_model("cnn"), "optimizer": MATRICES},
        {**image_model("cnn", hidden=[8]), "optimizer": MATRICES},
        ("optimizer", "muon_weight_dimension_numbers"),
        "the output layer is AdamW's",
    ),
    Case(
        "O148",
        {"model": {"type": "mlp", "hidden": []}, "optimizer": MUON},
        {"model": {"type": "mlp", "hidden": [8]}, "optimizer": MUON},
        ("optimizer", "type"),
        "the only matrix is the output layer's",
        fixes=False,
    ),
    Case(
        "O149",
        {"optimizer": {**MUON, "ns_coeffs": "dion", "ns_steps": 4}},
        {"optimizer": {**MUON, "ns_coeffs": "dion", "ns_steps": 5}},
        ("optimizer", "ns_steps"),
        "4 iterations, and dion has coefficients for 5",
    ),
    Case(
        "S012",
        rate(warmup="800 steps"),
        rate(warmup="400 steps"),
        (*RATE, "warmup"),
        "800 steps, but the run has 800 (100 epochs × 8 steps)",
    ),
    Case(
        "S012",
        {
            **rate(warmup="100%"),
            "train.duration": "9 steps",
            "model.norm": REMOVED,
            "evaluate.every": "1 step",
            "checkpoint.every": "1 step",
        },
        {"train.duration": "9 steps", **rate(warmup="1 step"), "model.norm": REMOVED},
        (*RATE, "warmup"),
        "9 steps, but the run has 9",
    ),
    Case(
        "S013",
        rate(warmup="401 steps"),
        rate(warmup="50%"),
        (*RATE, "warmup"),
        "401 of the run's 800 steps",
    ),
    Case(
        "S014",
        rate(floor=0.1),
        rate(floor=1e-4),
        (*RATE, "floor"),
        "the rate would grow from 0.001 to 0.1",
    ),
    Case(
        "S014",
        rate(floor=1e-3, peak=1e-4),
        rate(floor="99%"),
        (*RATE, "floor"),
        "the rate would grow from 0.0001 to 0.001",
    ),
    Case("S015", rate(floor="100%"), rate(floor="99%"), (*RATE, "floor"), "100% is where"),
    Case("S015", rate(floor=1e-3), rate(floor=9e-4), (*RATE, "floor"), "0.001 is where"),
    Case(
        "S016",
        rate(warmup="99 examples"),
        rate(warmup="100 examples"),
        (*RATE, "warmup"),
        "99 examples is less than a step",
    ),
    Case(
        "S016",
        rate(type="constant", warmup="0.01%"),
        rate(type="constant", warmup="0%"),
        (*RATE, "warmup"),
        "0.01% of 800 steps is less than half a step",
    ),
    Case(
        "S009",
        rate(decay="50%"),
        rate(decay="50%", floor="1%"),
        (*RATE, "decay"),
        "the rate is 0 for the last 360 steps of 800",
    ),
    Case(
        "S010",
        rate(decay="800 steps"),
        rate(decay="760 steps"),
        (*RATE, "decay"),
        "800 steps, but only 760 are left of the run",
    ),
    Case(
        "S010",
        decaying(type="linear", start=0.1, end=0.2, over="801 steps"),
        decaying(type="linear", start=0.1, end=0.2, over="800 steps"),
        (*DECAY, "over"),
        "801 steps, but the run has 800",
    ),
    Case(
        "S017",
        schedule(type="wsd", peak=1e-3, warmup="10%", decay="721 steps"),
        schedule(type="wsd", peak=1e-3, warmup="10%", decay="720 steps"),
        (*RATE, "decay"),
        "80 + 721 steps, but the run has 800",
    ),
    Case(
        "S018",
        phases(("50%", 1e-3), ("50%", 1e-4), (None, 1e-5)),
        phases(("50%", 1e-3), ("49%", 1e-4), (None, 1e-5)),
        (*RATE, "phases", 2),
        "the earlier phases take 800 of the 800 steps",
        fixes=False,
    ),
    Case(
        "S019",
        phases(("50%", 1e-3), ("40%", 1e-4)),
        phases(("50%", 1e-3), ("50%", 1e-4)),
        (*RATE, "phases", 1, "for"),
        "together they take only 720, but the run has 800",
    ),
    Case(
        "S019",
        phases(("50%", 1e-3), ("60%", 1e-4)),
        phases(("50%", 1e-3), (None, 1e-4)),
        (*RATE, "phases", 1, "for"),
        "together they take 880, but the run has 800",
    ),
    Case(
        "S020",
        schedule(type="step", peak=1e-3, every="0.01 epochs"),
        schedule(type="step", peak=1e-3, every="0.1 epochs"),
        (*RATE, "every"),
        "0.01 epochs is less than a step",
    ),
    Case(
        "S020",
        decaying(type="cyclic", start=0.1, end=0.2, period="99 examples"),
        decaying(type="cyclic", start=0.1, end=0.2, period="100 examples"),
        (*DECAY, "period"),
        "99 examples is less than a step",
    ),
    Case(
        "S021",
        schedule(type="multistep", peak=1e-3, milestones=["50%", "50 epochs"]),
        schedule(type="multistep", peak=1e-3, milestones=["50%", "51 epochs"]),
        (*RATE, "milestones", 1),
        "step 400, but the one before is at step 400",
        fixes=False,
    ),
    Case(
        "S021",
        decaying(type="piecewise", values=[0.3, 0.2, 0.1], boundaries=["60%", "40%"]),
        decaying(type="piecewise", values=[0.3, 0.2, 0.1], boundaries=["40%", "60%"]),
        (*DECAY, "boundaries", 1),
        "step 320, but the one before is at step 480",
        fixes=False,
    ),
    Case(
        "S022",
        schedule(type="multistep", peak=1e-3, milestones=["30 epochs", "100 epochs"]),
        schedule(type="multistep", peak=1e-3, milestones=["30 epochs", "99 epochs"]),
        (*RATE, "milestones", 1),
        "step 800, but the run has 800",
        fixes=False,
    ),
    Case(
        "S022",
        schedule(type="piecewise", values=[1e-3, 1e-4], boundaries=["101 epochs"], **LINES),
        schedule(type="piecewise", values=[1e-3, 1e-4], boundaries=["100 epochs"], **LINES),
        (*RATE, "boundaries", 0),
        "step 808, but the run has 800",
        fixes=False,
    ),
    Case(
        "S023",
        schedule(type="piecewise", values=[1e-3, 1e-4, 1e-5], boundaries=["50%"]),
        schedule(type="piecewise", values=[1e-3, 1e-4], boundaries=["50%"]),
        (*RATE, "boundaries"),
        "3 values need 2, there is 1",
        fixes=False,
    ),
    Case(
        "S024",
        {**schedule(type="cosine_restarts", peak=1e-3, cycles=13, growth=2), **SHORT},
        {**schedule(type="cosine_restarts", peak=1e-3, cycles=4, growth=2), **SHORT},
        (*RATE, "cycles"),
        "13 cycles do not fit into 20 steps",
    ),
    Case(
        "S025",
        schedule(type="step", peak=1e-3, every="100 epochs"),
        schedule(type="step", peak=1e-3, every="99 epochs"),
        (*RATE, "every"),
        "800 steps, but only 800 are left of the run",
    ),
    Case(
        "S025",
        schedule(type="cyclic", peak=1e-3, period="100 epochs", warmup="10%"),
        schedule(type="cyclic", peak=1e-3, period="90 epochs", warmup="10%"),
        (*RATE, "period"),
        "800 steps, but only 720 are left of the run",
    ),
    Case(
        "S026",
        decaying(type="cosine", start=0.1, end=0.1),
        decaying(type="cosine", start=0.1, end=0.2),
        DECAY,
        "it is 0.1 from the first step to the last",
    ),
    Case(
        "S026",
        schedule(type="piecewise", values=[1e-3, 1e-3], boundaries=["50%"]),
        schedule(type="piecewise", values=[1e-3, 2e-3], boundaries=["50%"]),
        (*RATE, "values"),
        "it is 0.001 from the first step to the last",
    ),
    Case(
        "S027",
        schedule(type="inverse_sqrt", peak=1e-3),
        schedule(type="inverse_sqrt", peak=1e-3, warmup="10%"),
        RATE,
        "there is no warm-up, and no timescale",
    ),
    Case(
        "S028",
        schedule(type="multistep", peak=1e-3, warmup="10%", milestones=["80 steps", "50%"]),
        schedule(type="multistep", peak=1e-3, warmup="10%", milestones=["81 steps", "50%"]),
        (*RATE, "milestones", 0),
        "step 80, but the warm-up ends at step 80",
        fixes=False,
    ),
    Case(
        "S029",
        phases((None, 1e-3), (None, 1e-4)),
        phases(("33%", 1e-3), (None, 1e-4)),
        (*RATE, "phases", 0),
        "it would fill all 800 steps",
    ),
    Case(
        "S031",
        schedule(type="reduce_on_plateau", peak=1e-3, patience=100),
        schedule(type="reduce_on_plateau", peak=1e-3, patience=99),
        (*RATE, "patience"),
        "100 after the first, of 8 steps each, are 808",
    ),
    Case(
        "S032",
        schedule(type="one_cycle", peak=1e-3, start=1e-3),
        schedule(type="one_cycle", peak=1e-3, start=9e-4),
        (*RATE, "start"),
        "it begins at 0.001, which is not below 0.001",
    ),
    Case(
        "S032",
        schedule(type="one_cycle", peak=1e-3, floor="4%"),
        schedule(type="one_cycle", peak=1e-3, floor="3%"),
        (*RATE, "floor"),
        "it ends at 4e-05, which is not below 4e-05",
    ),
    Case(
        "S032",
        schedule(type="one_cycle", peak=1e-3, rise="100%"),
        schedule(type="one_cycle", peak=1e-3, rise="99%"),
        (*RATE, "rise"),
        "the peak is at step 800 of 800",
    ),
    Case(
        "S032",
        schedule(type="one_cycle", peak=1e-3, back="30%", shape="linear"),
        schedule(type="one_cycle", peak=1e-3, back="30%"),
        (*RATE, "back"),
        "it is back at step 240, after a peak at 240 of 800",
    ),
    Case(
        "S033",
        phases(("0.01 epochs", 1e-3), (None, 1e-4)),
        phases(("0.1 epochs", 1e-3), (None, 1e-4)),
        (*RATE, "phases", 0, "for"),
        "0.01 epochs is less than a step",
    ),
    Case(
        "S012",
        phases(("10%", {"type": "constant", "peak": 1e-3, "warmup": "80 steps"}), (None, 1e-4)),
        phases(("10%", {"type": "constant", "peak": 1e-3, "warmup": "40 steps"}), (None, 1e-4)),
        (*RATE, "phases", 0, "schedule", "warmup"),
        "80 steps, but the phase has 80",
    ),
    Case(
        "O105",
        {**decaying(type="linear", start=0.1, end=1001), **rate(peak=1e-3)},
        {**decaying(type="linear", start=0.1, end=999), **rate(peak=1e-3)},
        DECAY,
        "0.001 × 1001 = 1 of a weight per step",
    ),
    Case(
        "O101",
        phases(("33%", 1e-3), (None, 1.0)),
        phases(("33%", 1e-3), (None, 0.1)),
        (*RATE, "phases", 1, "schedule", "peak"),
        "1 is above 0.1, and 1e-3 is usual for adamw",
    ),
    Case(
        "O102",
        schedule(type="piecewise", values=[1e-3, 1e-40], boundaries=["50%"]),
        schedule(type="piecewise", values=[1e-3, 0], boundaries=["99.9%"]),
        (*RATE, "values", 1),
        "1e-40 becomes 0 in float32",
        fixes=False,
    ),
    Case(
        "S101",
        {"train.duration": "50%"},
        {"train.duration": "50 epochs"},
        ("train", "duration"),
        "50% of itself",
        fixes=False,
    ),
    Case(
        "S102",
        {"train.duration": "0.01 epochs"},
        {"train.duration": "0.1 epochs"},
        ("train", "duration"),
        "0 steps: an epoch has 8 steps",
        reveals=frozenset({"E064", "M103", "S016"}),
    ),
    Case(
        "S102",
        {"train.duration": "99 examples", "data.batch_size": 100},
        {"train.duration": "100 examples"},
        ("train", "duration"),
        "0 steps: a step has 100 examples",
        reveals=frozenset({"E064", "M103", "S016"}),
    ),
    Case(
        "S103",
        {"train.duration": "268_435_456 epochs"},
        {"train.duration": "2147483647 steps"},
        ("train", "duration"),
        "2,147,483,648 steps, but int32 counts to 2,147,483,647",
        fixes=False,
    ),
    Case(
        "T101",
        {"task": "binary"},
        {"task": "binary", **facts(classes=2, class_rows=[500, 500])},
        ("task",),
        "labels run from 0 to 3",
    ),
    Case(
        "T101",
        task("binary", metrics=["f1"]),
        task("classification", metrics=["f1"]),
        ("task",),
        "labels run from 0 to 3",
    ),
    Case(
        "T102",
        {"task": "multilabel", **facts(targets=1)},
        {"task": "multilabel", "data.facts": {**LABELS, "targets": 1}},
        ("task",),
        "each example has one label, from 0 to 3",
    ),
    Case(
        "T102",
        {
            "task": "multilabel",
            **facts(classes=3, class_rows=[400, 300, 300], targets=1, labels=["column"]),
        },
        {
            "task": "multilabel",
            **facts(classes=2, class_rows=[500, 500], targets=1, labels=["column"]),
        },
        ("task",),
        "each example has one label, from 0 to 2",
    ),
    Case(
        "T103",
        loss("cross_entropy", class_weights=[1, 2, 3]),
        loss("cross_entropy", class_weights=[1, 2, 3, 0.5]),
        WEIGHTS,
        "3 weights for 4 classes",
    ),
    Case(
        "T103",
        {
            **loss("focal", "binary", class_weights=[1, 2, 3]),
            **facts(classes=2, class_rows=[500, 500]),
        },
        {**loss("focal", class_weights=[1, 2]), **facts(classes=2, class_rows=[500, 500])},
        WEIGHTS,
        "3 weights for 2 classes",
    ),
    Case(
        "T104",
        {
            **loss("cross_entropy", class_weights="balanced"),
            **facts(class_rows=[500, 0, 250, 250]),
        },
        {
            **loss("cross_entropy", class_weights="balanced"),
            **facts(class_rows=[499, 1, 250, 250]),
        },
        WEIGHTS,
        "class 1 has no example",
        also=frozenset({"D016"}),
    ),
    Case(
        "T105",
        {
            **loss("cross_entropy", class_weights=[1] * 257),
            **facts(rows=25_700, classes=257, class_rows=[100] * 257),
        },
        {
            **loss("cross_entropy", class_weights="balanced"),
            **facts(rows=25_700, classes=257, class_rows=[100] * 257),
        },
        WEIGHTS,
        "257 classes, and at most 256 weights are written out",
    ),
    Case(
        "T106",
        metrics("accuracy", {"type": "top_k", "k": 4}),
        metrics("accuracy", {"type": "top_k", "k": 3}),
        (*METRICS, 1),
        "the label is always among 4 of 4 classes",
    ),
    Case(
        "T106",
        {**metrics("top_k"), **facts(classes=2, class_rows=[500, 500])},
        {**metrics({"type": "top_k", "k": 1}), **facts(classes=2, class_rows=[500, 500])},
        (*METRICS, 0),
        "the label is always among 5 of 2 classes",
    ),
    Case(
        "T107",
        metrics("accuracy", "f1", "accuracy"),
        metrics({"type": "top_k", "k": 1}, {"type": "top_k", "k": 2}),
        (*METRICS, 2),
        "accuracy is already in the list",
    ),
    Case(
        "T108",
        {**metrics("accuracy", "f1", "auroc"), "evaluate": REMOVED},
        {**metrics("accuracy", {"type": "top_k", "k": 2}), "evaluate": REMOVED},
        METRICS,
        "there is no evaluate, which f1, auroc needs",
        also=frozenset({"E163"}),
    ),
    Case(
        "T108",
        {**metrics("f1"), "evaluate": REMOVED, "data.holdout": "0%"},
        {**metrics("accuracy"), "evaluate": REMOVED, "data.holdout": "0%"},
        METRICS,
        "there is no evaluate, which f1 needs",
        fixes=False,
    ),
    Case(
        "T109",
        {
            **task("regression", metrics=["mae", "r2"]),
            "data.facts": {**LABELS, "targets": 1},
            "data.holdout": "0.1%",
        },
        {
            **task("regression", metrics=["mae", "r2"]),
            "data.facts": {**LABELS, "targets": 1},
            "data.holdout": "0.2%",
        },
        (*METRICS, 1),
        "r2 takes at least 2, and 1 example is held out",
    ),
    Case(
        "T109",
        {**metrics("auroc"), "data.holdout": "0.3%"},
        {**metrics("auroc"), "data.holdout": "0.4%"},
        (*METRICS, 0),
        "auroc takes at least 4, and 3 examples are held out",
        also=frozenset({"D062"}),
    ),
    Case(
        "T110",
        {**metrics("auroc"), **facts(class_rows=[500, 0, 250, 250])},
        {**metrics("f1"), **facts(class_rows=[500, 0, 250, 250])},
        (*METRICS, 0),
        "auroc needs all classes, and class 1 has no example",
        also=frozenset({"D016"}),
    ),
    Case(
        "T111",
        {**metrics("f1", "confusion_matrix"), "log": {"to": ["console"]}},
        {**metrics("f1", "confusion_matrix"), "log": {"to": ["jsonl"]}},
        (*METRICS, 1),
        "confusion_matrix is only written to metrics.jsonl",
    ),
    Case(
        "T112",
        {
            **metrics("confusion_matrix"),
            **facts(rows=101_000, classes=101, class_rows=[1_000] * 101),
        },
        {
            **metrics("confusion_matrix"),
            **facts(rows=100_000, classes=100, class_rows=[1_000] * 100),
        },
        (*METRICS, 0),
        "101 × 101 = 10,201 numbers",
    ),
    Case(
        "T114",
        loss(
            "sum",
            terms=[{"loss": "hinge"}, {"loss": {"type": "focal", "class_weights": "balanced"}}],
        ),
        loss("sum", terms=[{"loss": "hinge"}, {"loss": "focal"}], class_weights="balanced"),
        ("task", "loss", "terms", 1, "loss", "class_weights"),
        "class weights apply to the sum, not to loss_focal",
    ),
    Case(
        "T115",
        loss("sum", terms=[{"loss": "hinge"}, {"loss": "focal", "weight": 0}, {"loss": "focal"}]),
        loss("sum", terms=[{"loss": "hinge"}, {"loss": "focal", "weight": GROWS}]),
        ("task", "loss", "terms", 1, "weight"),
        "focal is multiplied by 0 at every step",
    ),
    Case(
        "T115",
        loss("sum", terms=[{"loss": "hinge"}, {"loss": "focal", "weight": 0}]),
        loss("sum", terms=[{"loss": "hinge"}, {"loss": "focal", "weight": 1e-3}]),
        ("task", "loss", "terms", 1, "weight"),
        "focal is multiplied by 0 at every step",
        fixes=False,
    ),
    Case(
        "T113",
        {**metrics(piece("ema_decay")), "average": {"type": "ema", "decay": FADES}},
        {**metrics(piece("decay")), "average": {"type": "ema", "decay": FADES}},
        (*METRICS, 0, "name"),
        "ema_decay is another column of the log",
        fixes=False,
    ),
    Case(
        "T113",
        metrics(piece("loss")),
        metrics(piece("error")),
        (*METRICS, 0, "name"),
        "loss is another column of the log",
        fixes=False,
    ),
    Case(
        "P031",
        {"precision": {"type": "bfloat16", "params": "bfloat16"}, "optimizer.b2": 0.9},
        {"precision": "bfloat16"},
        ("precision", "params"),
        "updates of 0.001 do not change a weight of 1",
    ),
    Case(
        "P032",
        {"precision": {"type": "bfloat16", "params": "bfloat16"}, **rate(peak=0.01)},
        {
            "precision": {"type": "bfloat16", "params": "bfloat16"},
            **rate(peak=0.01),
            "optimizer.b2": 0.99,
        },
        ("precision", "params"),
        "a step changes it by 0.001 of itself",
    ),
    Case(
        "P101",
        {"precision": {"type": "bfloat16", "loss_scale": {}}},
        {"precision": {"type": "float16", "loss_scale": {}}},
        ("precision", "loss_scale"),
        "the range of float32",
    ),
    Case(
        "P102",
        {"precision": {"type": "float16", "loss_scale": None}},
        {"precision": "float16"},
        ("precision", "loss_scale"),
        "gradients below 6e-08 become 0",
    ),
    Case(
        "P049",
        {"model": {"type": "mixer", "patch_size": 4, "width": 8, "depth": 1, "remat": True}},
        {"model": {"type": "mixer", "patch_size": 4, "width": 8, "depth": 2, "remat": True}},
        ("model", "remat"),
        "the model has one block",
    ),
    Case(
        "B039",
        {"train.accumulate": 3, "model.norm": "layer"},
        {"train.accumulate": 4, "model.norm": "layer"},
        ("train", "accumulate"),
        "100 / 3 examples leave 1 over",
    ),
    Case(
        "B039",
        {"train.accumulate": 101, "model.norm": "layer"},
        {"train.accumulate": 100, "model.norm": "layer"},
        ("train", "accumulate"),
        "100 examples cannot be split into 101 micro-batches",
    ),
    Case(
        "B102",
        {"train.accumulate": 1},
        {"train.accumulate": 2},
        ("train", "accumulate"),
        "one micro-batch is the batch",
    ),
    Case(
        "B103",
        {"train.accumulate": 4},
        {"train.accumulate": 4, "model.norm": "layer"},
        ("train", "accumulate"),
        "those of 25 examples, not of 100",
    ),
    Case(
        "B103",
        {**own("fine.py", batch_stats=True), "train.accumulate": 4},
        {**own("fine.py"), "train.accumulate": 4},
        ("train", "accumulate"),
        "those of 25 examples, not of 100",
        fixes=False,
    ),
    Case(
        "M101",
        {"train.accumulate": 100},
        {"train.accumulate": 50},
        ("model", "norm"),
        "in a batch of 1",
        also=frozenset({"B103"}),
    ),
    Case(
        "M102",
        {"train.accumulate": 20},
        {"train.accumulate": 10},
        ("model", "norm"),
        "estimated from 5 examples",
        also=frozenset({"B103"}),
    ),
    Case(
        "D125",
        {"data.augment": ["mixup"], "train.accumulate": 100, "model.norm": None},
        {"data.augment": ["mixup"], "train.accumulate": 50, "model.norm": None},
        ("data", "augment", 0),
        "train.accumulate splits batches of 100 into single examples",
    ),
    Case(
        "G101",
        DPSGD,
        {**DPSGD, "model.norm": "layer"},
        ("model", "norm"),
        "dpsgd needs per-example gradients",
    ),
    Case(
        "G101",
        {**DPSGD, **own("fine.py", batch_stats=True)},
        {**DPSGD, **own("fine.py")},
        ("model",),
        "it keeps statistics of batches",
        fixes=False,
    ),
    Case(
        "G102",
        {**DPSGD, "model.norm": None, "data.augment": ["flip", "mixup"]},
        {**DPSGD, "model.norm": None, "data.augment": ["flip"]},
        ("data", "augment", 1),
        "dpsgd needs per-example gradients",
    ),
    Case(
        "G103",
        {**DPSGD, "model.norm": None, "train.accumulate": 4},
        {"optimizer": SGD, "model.norm": None, "train.accumulate": 4},
        ("train", "accumulate"),
        "dpsgd needs the gradients of all examples at once",
    ),
    Case(
        "W034",
        {"average": {"type": "ema", "decay": 1 - 1e-9}},
        {"average": {"type": "ema", "decay": 1 - 1e-7}},
        ("average", "decay"),
        "0.999999999 is 1 in float32",
        also=frozenset({"W035"}),
    ),
    Case(
        "W034",
        {"average": {"type": "ema", "decay": {"type": "linear", "start": 0.9, "end": 1 - 1e-9}}},
        {"average": {"type": "ema", "decay": {"type": "linear", "start": 0.9, "end": 1 - 1e-7}}},
        ("average", "decay", "end"),
        "0.999999999 is 1 in float32",
    ),
    Case(
        "W035",
        {"average": {"type": "ema", "decay": {"type": "linear", "start": 0.999, "end": 0.9999}}},
        {"average": {"type": "ema", "decay": {"type": "linear", "start": 0.99, "end": 0.9999}}},
        ("average", "decay"),
        "over 1,000 updates, but the run has 800",
        fixes=False,
    ),
    Case(
        "W035",
        {"average": {"type": "ema", "decay": 0.999}},
        {"average": {"type": "ema", "decay": 0.998}},
        ("average", "decay"),
        "over 1,000 updates, but the run has 800",
    ),
    Case(
        "W035",
        {"average": {"type": "ema", "decay": 0.99, "start": "50%", "every": "1 epoch"}},
        {"average": {"type": "ema", "decay": 0.97, "start": "50%", "every": "1 epoch"}},
        ("average", "decay"),
        "over 100 updates, but the run has 50",
    ),
    Case(
        "W035",
        {"average": {"type": "ema", "decay": 0.999, "warmup": False}},
        {"average": {"type": "ema", "decay": 0.998, "warmup": False}},
        ("average", "decay"),
        "over 1,000 updates, but the run has 800",
    ),
    Case(
        "W036",
        {"average": {"type": "swa"}, "evaluate": REMOVED, "checkpoint": REMOVED},
        {"average": {"type": "swa"}, "evaluate": REMOVED},
        ("average",),
        "there is no evaluate, checkpoint",
        also=frozenset({"E106", "E163"}),
    ),
    Case(
        "W036",
        {"average": {"type": "swa"}, "data.holdout": "0%", **NOTHING_SEEN},
        {"average": {"type": "swa"}, "data.holdout": TESTED_ALONE, **NOTHING_SEEN},
        ("average",),
        "or test",
        also=frozenset({"E106"}),
    ),
    Case(
        "W101",
        {"average": {"type": "swa", "start": "100 epochs"}},
        {"average": {"type": "swa", "start": "799 steps"}},
        ("average", "start"),
        "800 steps, but the run has 800",
    ),
    Case(
        "W102",
        {"average": {"type": "lookahead", "sync_period": 801}},
        {"average": {"type": "lookahead", "sync_period": 800}},
        ("average", "sync_period"),
        "every 801 steps, but the run has 800",
    ),
    Case(
        "W102",
        {"average": {"type": "swa", "every": "101 epochs"}},
        {"average": {"type": "swa", "every": "100 epochs"}},
        ("average", "every"),
        "every 808 steps; the run has 800",
    ),
    Case(
        "W102",
        {"average": {"type": "swa", "every": "99 examples"}},
        {"average": {"type": "swa", "every": "100 examples"}},
        ("average", "every"),
        "every 0 steps",
    ),
    Case(
        "W103",
        {"average": {"type": "lookahead", "slow_step_size": 1}},
        {"average": {"type": "lookahead", "slow_step_size": 0.99}},
        ("average", "slow_step_size"),
        "training is the same without it",
    ),
    Case(
        "G104",
        {
            **DPSGD,
            "model.norm": None,
            **task("classification", loss={"type": "cross_entropy", "class_weights": "balanced"}),
        },
        {**task("classification", loss={"type": "cross_entropy", "class_weights": "balanced"})},
        ("task", "loss", "class_weights"),
        "dpsgd needs per-example gradients",
    ),
    Case(
        "G105",
        {**DPSGD, "model.norm": None, "precision": "float16"},
        {**DPSGD, "model.norm": None, "precision": "bfloat16"},
        ("precision",),
        "dpsgd bounds the gradient of each example",
    ),
    Case(
        "P034",
        {
            "precision": {"type": "bfloat16", "params": "bfloat16"},
            "average": {"type": "ema", "decay": 0.99},
            "optimizer": SGD,
        },
        {"precision": "bfloat16", "average": {"type": "ema", "decay": 0.99}},
        ("precision", "params"),
        "rounds away relative changes below 0.002",
    ),
    Case(
        "G106",
        {
            "optimizer": {"type": "sam", "base_optimizer": DPSGD["optimizer"]},
            "model.norm": None,
        },
        {"optimizer": {"type": "sam", "base_optimizer": SGD}, "model.norm": None},
        ("optimizer", "type"),
        "sam evaluates the loss at other weights",
        fixes=False,
    ),
    Case(
        "G107",
        {"optimizer": {"type": "sam", "base_optimizer": SGD}, "precision": "float16"},
        {"optimizer": {"type": "sam", "base_optimizer": SGD}, "precision": "bfloat16"},
        ("precision",),
        "sam evaluates the loss at other weights",
    ),
    Case(
        "W104",
        {"optimizer": FREE, "average": {"type": "ema", "decay": 0.99}, **NORMLESS},
        {"optimizer": SGD, "average": {"type": "ema", "decay": 0.99}},
        ("average",),
        "schedule_free already evaluates an average",
    ),
    *GROUP_CASES,
    *NETWORK_CASES,
    *FLOW_CASES,
    *FLOW_MATCHING_CASES,
    *INIT_FROM_CASES,
    *LANGUAGE_MODEL_CASES,
    *EVALUATED_CASES,
    *EVALUATION_SET_CASES,
    *TOKEN_ROW_CASES,
    *COMPLETION_CASES,
    *FOLLOW_CASES,
    *DOCUMENT_CASES,
    *SEQUENCE_MODEL_CASES,
]
