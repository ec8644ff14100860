"""Files of tokens that are larger than memory: what a start reads of them, and how much memory a run takes."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from trainers.conftest import changed, data_of, emit

from .conftest import SPEC, built

TOKENS = 2**33
"""16 GB, almost all of which is a hole that takes no place on the disk."""


def facts(rows: int, vocabulary: int) -> dict[str, Any]:
    high = vocabulary - 1.0
    return {"rows": rows, "shape": [1], "low": 0.0, "high": high, "vocabulary": vocabulary}


def sources(rows: int, vocabulary: int) -> dict[str, Any]:
    source = {"type": "tokens", "path": "train.bin"}
    return {
        "data.source": source,
        "data.facts": {**facts(rows, vocabulary), "sha256": "0" * 64},
        "data.holdout": None,
        "data.evaluation": {**source, "path": "val.bin"},
        "data.evaluation_facts": {**facts(1_000, vocabulary), "sha256": "1" * 64},
        "data.placement": "host",
    }


def test_a_start_reads_little_of_a_file(tmp_path: Path) -> None:
    """What identifies the data, and the batches of a call; windows reach every place."""
    with (tmp_path / "train.bin").open("wb") as file:
        file.truncate(2 * TOKENS)
        file.seek(2 * TOKENS - 2)
        file.write(b"\x01\x00")
    np.ones(1_000, np.uint16).tofile(tmp_path / "val.bin")
    trainer = built(tmp_path, {**sources(TOKENS, 5), "name": "huge"})
    c = trainer.Config()
    trainer.evaluate(c, trainer.init_state(c, np.uint32(0)), trainer.Batch(np.zeros(9, np.int32)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    data = data_of(trainer, c)
    record = trainer.check_workdir(c, data._replace(train=trainer.some_of(data.train)))
    rows = trainer.batch_rows(c, 0, 10)
    batch = trainer.gather(data, rows)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 200_000, "kilobytes; the file has 17 million"
    assert rows.max() > 0.9 * TOKENS
    assert batch.token.shape == (10, 32, 9)
    changed_last = np.array(trainer.some_of(data.train))
    assert changed_last[-1] == 1
    changed_last[-1] = 2
    other = trainer.checksum(data._replace(train=changed_last))
    assert other != record["data_checksum"]


@pytest.mark.soak
def test_a_file_of_200_megabytes_trains_in_a_gigabyte(tmp_path: Path) -> None:
    """Of GPT-2's tokens; the second start finds what it compiles in the cache."""
    tokens, vocabulary = 100_000_000, 50_257
    rng = np.random.default_rng(0)
    with (tmp_path / "train.bin").open("wb") as file:
        for _ in range(10):
            rng.integers(vocabulary, size=tokens // 10, dtype=np.uint16).tofile(file)
    rng.integers(vocabulary, size=1_000, dtype=np.uint16).tofile(tmp_path / "val.bin")
    model = {"layers": 2, "width": 64, "heads": 2, "context": 64}
    changes = {f"model.{key}": value for key, value in model.items()}
    changes |= {"data.batch_size": 4, "train.duration": "20 steps", "evaluate.every": "20 steps"}
    changes |= {"checkpoint.every": "20 steps", "sample": None, "log.every": "1 step"}
    changes |= {"evaluate.batch_size": 4}  # the logits of a window take 13 MB
    changes |= {"optimizer.learning_rate": 1e-3, **sources(tokens, vocabulary)}
    path = emit(changed(SPEC, {**changes, "name": "large"}), tmp_path)
    environment = {**os.environ, "JAX_COMPILATION_CACHE_DIR": str(tmp_path / "cache")}
    environment["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0"
    for run in "cold", "warm":
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, str(path), "--workdir", str(tmp_path / run)]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_maxrss < 1_000_000, "kilobytes"
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < 12, "seconds of two cores, for the start and twenty steps"
