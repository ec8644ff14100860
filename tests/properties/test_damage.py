"""Damaged specs: whatever happens to the text, the answer is a trainer or findings with a place."""

from __future__ import annotations

import ast
import contextlib
import pathlib
import random
import re
import signal
from collections.abc import Callable, Iterator

import pytest

import specc
from specc.document.diagnostics import Diagnostic, SpecError

from . import specs
from .hostile import TEXTS

ROOT = pathlib.Path(__file__).parents[2]
FEW, MANY = 150, 2_000
SEED = 86
SECONDS = 5

_LINE_END = re.compile(r"\r\n?|\n")
_WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_SCALAR = re.compile(r"(?<=: )[^\s,{}\[\]][^\n,{}\[\]]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?")

_VALUES = [
    *(
        "null",
        "~",
        "true",
        "no",
        "[]",
        "{}",
        "[1, [2, {a: 3}]]",
        "{type: adam}",
        "''",
        '"x"',
        "x: y",
    ),
    *("1", "-1", "0", "1.5", "-0.0", ".nan", ".inf", "-.inf", "NaN", "Infinity", "1e400", "1e-400"),
    *(
        "9" * 30,
        "9" * 5_000,
        "0x" + "f" * 5_000,
        "1_000",
        "0o17",
        "1:00",
        "2024-01-01",
        "5%",
        "101%",
    ),
    *("-5 epochs", "1e3 steps", "99999999999999999999 steps", "9" * 400 + " epochs", "0.0000001%"),
    *(
        "0.5B examples",
        "4 parsecs",
        "&a [*a]",
        "*nobody",
        "!!int x",
        "!!python/name:os.system",
        "<<",
    ),
    *("|\n  a\n  b", ">-\n", "? a", "- a", '"\\ud800"', '"\\x00"', "'''", "١٢", "1\u00a0steps"),
]


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True) or [""]


def drop_line(text: str, rng: random.Random) -> str:
    lines = _lines(text)
    del lines[rng.randrange(len(lines))]
    return "".join(lines)


def double_line(text: str, rng: random.Random) -> str:
    lines = _lines(text)
    lines.insert(rng.randrange(len(lines)), rng.choice(lines))
    return "".join(lines)


def swap_lines(text: str, rng: random.Random) -> str:
    lines = _lines(text)
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return "".join(lines)


def change_value(text: str, rng: random.Random) -> str:
    found = list(_SCALAR.finditer(text))
    return _put(text, rng.choice(found), rng.choice(_VALUES)) if found else text


def change_number(text: str, rng: random.Random) -> str:
    found = list(_NUMBER.finditer(text))
    return _put(text, rng.choice(found), rng.choice(_VALUES)) if found else text


def rename_word(text: str, rng: random.Random) -> str:
    found = list(_WORD.finditer(text))
    if not found:
        return text
    word = rng.choice(found)
    other = rng.choice(
        [word[0][1:], word[0].upper(), word[0] + "s", rng.choice(found)[0], "on", "1"]
    )
    return _put(text, word, other)


def value_for_mapping(text: str, rng: random.Random) -> str:
    found = list(re.finditer(r"\{[^{}]*\}|\[[^\[\]]*\]", text))
    return _put(text, rng.choice(found), rng.choice(_VALUES)) if found else text


def insert_characters(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    odd = rng.choice(
        [*"\t\r\n\0\x1b\x7f:-#{}[]&*!|>'\"%@`,?\\ \ufeff\u2028\x85\u202e😀", *TEXTS.values()]
    )
    return text[:at] + odd + text[at:]


def truncate(text: str, rng: random.Random) -> str:
    return text[: rng.randrange(len(text) + 1)]


def cut_out(text: str, rng: random.Random) -> str:
    start = rng.randrange(len(text) + 1)
    return text[:start] + text[start + rng.randrange(1, 40) :]


def indent(text: str, rng: random.Random) -> str:
    lines = _lines(text)
    at = rng.randrange(len(lines))
    lines[at] = (
        rng.choice([" ", "   ", "\t"]) + lines[at] if rng.random() < 0.5 else lines[at].lstrip()
    )
    return "".join(lines)


def nest(text: str, rng: random.Random) -> str:
    depth = rng.choice([3, 70, 5_000])
    opening, closing = rng.choice([("[", "]"), ("{a: ", "}"), ("- ", "")])
    found = list(_SCALAR.finditer(text))
    inner = opening * depth + closing * depth
    return _put(text, rng.choice(found), inner) if found else inner


def extend(text: str, rng: random.Random) -> str:
    return f"extends: {rng.choice(['nothing.yaml', '.', '/', '[]', '[a, 1]', '{}', '~', '..'])}\n{text}"


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


DAMAGES: list[Callable[[str, random.Random], str]] = [
    *(drop_line, double_line, swap_lines, change_value, change_number, rename_word),
    *(value_for_mapping, insert_characters, truncate, cut_out, indent, nest, extend),
]


def damaged_bytes(data: bytes, rng: random.Random) -> bytes:
    """One time in ten damaged below the level of text."""
    if rng.random() > 0.1:
        return data
    at = rng.randrange(len(data) + 1)
    return (
        data[:at]
        + rng.choice([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x00", b"\xfe\xff"])
        + data[at:]
    )


@contextlib.contextmanager
def at_most(seconds: int) -> Iterator[None]:
    def give_up(*_: object) -> None:
        raise TimeoutError(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def valid_texts(rng: random.Random) -> list[tuple[str, str]]:
    """Specs with the ends of their files' names: the gallery and random ones."""
    found = [(".yaml", path.read_text()) for path in sorted((ROOT / "specs").glob("*.yaml"))]
    for _, choice in zip(range(20), specs.SPACE.covering(rng), strict=False):
        spec = specs.write({**choice, "description": "plain"}, rng)
        found += [(".yaml", specs.as_yaml(spec, rng)), (".json", specs.as_json(spec, rng))]
    return found


def outcome(path: pathlib.Path, *overrides: str) -> str:
    """The codes of the findings, or "built"; fails at everything else."""
    try:
        with at_most(SECONDS):
            [text] = specc.compile(specc.read(path, overrides)).values()
    except SpecError as error:
        assert error.diagnostics
        for diagnostic in error.diagnostics:
            check(diagnostic, error.sources)
        return ", ".join(diagnostic.code for diagnostic in error.diagnostics)
    ast.parse(text)
    return "built"


def check(found: Diagnostic, sources: dict[str, str]) -> None:
    """It has a code and a message, and a place inside the file, the same in both ways to say it."""
    assert re.fullmatch("[A-Z][0-9]{3}", found.code)
    assert found.message
    assert found.span is not None, found
    place, text = found.span, sources.get(found.span.file, "")
    assert 0 <= place.start <= place.end <= len(text), found
    assert (place.line, place.column) == position(text, place.start), found
    assert (place.end_line, place.end_column) == position(text, place.end), found


def position(text: str, offset: int) -> tuple[int, int]:
    """The line and the column of an offset, from 1."""
    starts = [0, *(m.end() for m in _LINE_END.finditer(text) if m.end() <= offset)]
    return len(starts), offset - starts[-1] + 1


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_damage_is_found_or_harmless(count, tmp_path):
    rng = random.Random(SEED)
    texts = valid_texts(rng)
    seen = set[str]()
    for number in range(count):
        suffix, text = rng.choice(texts)
        for damage in rng.choices(DAMAGES, k=rng.choice([1, 1, 2, 4])):
            text = damage(text, rng)
        path = tmp_path / f"d{number}{suffix}"
        path.write_bytes(damaged_bytes(text.encode("utf-8", "surrogatepass"), rng))
        try:
            seen |= set(outcome(path).split(", "))
        except Exception as error:
            error.add_note(f"the spec was {path.read_bytes()!r}")
            raise
    assert "built" in seen
    assert len(seen) > 15, "the damages have become harmless"


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_every_damage_damages(damage):
    rng = random.Random(SEED)
    text = (ROOT / "specs/digits_classifier.yaml").read_text()
    assert any(damage(text, rng) != text for _ in range(10))


def test_damaged_overrides_are_found_or_harmless(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text((ROOT / "specs/digits_classifier.yaml").read_text())
    rng = random.Random(SEED)
    valid = ["seed=3", "model.hidden=[8, 8]", "optimizer.learning_rate.peak=0.1", "log.to.0=jsonl"]
    seen = set[str]()
    for _ in range(100):
        override = rng.choice(valid)
        if rng.random() < 0.8:
            override = rng.choice([change_number, rename_word, cut_out, truncate])(override, rng)
        else:
            override = override.partition("=")[0] + "=" + rng.choice([*_VALUES, *TEXTS.values()])
        try:
            seen |= set(outcome(path, override).split(", "))
        except Exception as error:
            error.add_note(f"the override was {override!r}")
            raise
    assert {"R021", "R022", "R101", "built"} <= seen
