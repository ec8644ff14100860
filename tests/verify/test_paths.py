"""What `specc verify` finds in patterns, of parameters that only running the trainer shows."""

from __future__ import annotations

from typing import Any

import pytest

from specc.language.family import member
from specc.language.init_from import InitFrom
from specc.verify.parameters import Row, table
from specc.verify.report import Parameter
from specc.verify.run import judge_adapters, judge_paths, judge_selection

SEEN = ["layers/0/bias", "layers/0/kernel", "norm/scale", "output/kernel"]


def rows(decay: float = 0.1) -> list[Row]:
    parameters = [Parameter(path, (3, 4), "float32", 12) for path in SEEN]
    frozen = [path.startswith("layers") for path in SEEN]
    return [
        Row(parameter, 0.0 if still else decay, 1.0, "rest", "adamw", still)
        for parameter, still in zip(parameters, frozen, strict=True)
    ]


def found(decay: float = 0.1, **settings: Any) -> list[tuple[str, tuple[Any, ...]]]:
    kind = member("specc.language.optimizers", "adamw")
    optimizer: Any = kind.model_validate({"type": "adamw", "learning_rate": 0.1, **settings})
    return [(item.code, item.path) for item in judge_paths(optimizer, rows(decay))]


@pytest.mark.parametrize(
    ("settings", "code", "path"),
    [
        ({"groups": [{"match": "layer/**", "frozen": True}]}, "V008", ("groups", 0, "match")),
        ({"mask": {"match": ["**/kernel", "scale"]}}, "V008", ("mask", "match", 1)),
        (
            {"groups": [{"match": "**", "weight_decay": 1}, {"match": "norm/*", "frozen": True}]},
            "V009",
            ("groups", 1, "match"),
        ),
        ({"mask": {"match": "**"}}, "V010", ("mask",)),
    ],
)
def test_idle_patterns_are_found(settings: dict[str, Any], code: str, path: tuple[Any, ...]):
    assert found(**settings) == [(code, ("optimizer", *path))]


def test_idle_patterns_of_weights_to_begin_with_are_found():
    block = InitFrom(run="runs/first", match=("layers/**", "head/**"), exclude="norm/scale")
    [idle] = judge_selection(block, rows(), ("init_from",))
    assert (idle.code, idle.path) == ("V008", ("init_from", "match", 1))


@pytest.mark.parametrize(("rank", "codes"), [(4, ["V011"]), (3, [])])
def test_adapters_of_a_larger_rank_than_their_matrix_are_found(rank: int, codes: list[str]):
    shapes = {"a": (3, rank), "b": (rank, 5)}
    seen = [
        Row(
            Parameter(f"output/lora_{part}/kernel", shape, "float32", 12),
            0.0,
            1.0,
            "rest",
            "adamw",
            False,
        )
        for part, shape in shapes.items()
    ]
    assert [(item.code, item.path) for item in judge_adapters(seen)] == [
        (code, ("lora", "rank")) for code in codes
    ]


def test_decay_of_nothing_is_found():
    assert found(decay=0.0) == [("V005", ("optimizer", "mask"))]


def test_what_is_right_is_left_alone():
    frozen = [{"match": "layers/**", "frozen": True}]
    assert found(groups=frozen, mask={"match": "**/kernel", "exclude": "output/*"}) == []


def test_a_table_leaves_out_what_is_the_same_everywhere():
    head, *lines = table(rows())
    assert head.split() == ["parameter", "shape", "count", "dtype", "decay", "rate", "optimizer"]
    assert lines[0].split()[-1] == "frozen"
    assert lines[2].split() == [
        "norm/scale",
        "3",
        "x",
        "4",
        "12",
        "float32",
        "0.1",
        "x",
        "1",
        "adamw",
    ]
    assert lines[4] == "48 parameters in 4 arrays"
    assert "  frozen: 24 in 2 arrays" in lines
