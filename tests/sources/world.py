"""Small data in files, specs of it, and the trainers that come out."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import http.server
import importlib.util
import itertools
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

import specc
from specc.cli.main import main

ROWS, CLASSES = 60, 3
_NUMBERS = itertools.count()
_CODES = {"u1": 8, "i1": 9, ">i2": 11, ">i4": 12, ">f4": 13, ">f8": 14}


def images() -> np.ndarray:
    """Bytes, (60, 4, 5)."""
    return np.random.default_rng(0).integers(0, 256, (ROWS, 4, 5), dtype=np.uint8)


def labels() -> np.ndarray:
    """0 to 2, each as often as the others, (60,)."""
    return (np.arange(ROWS) % CLASSES).astype(np.uint8)


def idx(array: np.ndarray, dtype: str = "u1") -> bytes:
    """An array as IDX: zeros, type, rank, extents, values."""
    extents = np.array(array.shape, ">u4").tobytes()
    return bytes([0, 0, _CODES[dtype], array.ndim]) + extents + array.astype(dtype).tobytes()


def write(folder: Path, kind: str, x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    """Writes both arrays as a kind of source has them, and returns the source."""
    if kind == "npz":
        np.savez(folder / "both.npz", x=x, y=y)
        return {"type": "npz", "path": "both.npz"}
    if kind == "npy":
        np.save(folder / "x.npy", x)
        np.save(folder / "y.npy", y)
        return {"type": "npy", "inputs": "x.npy", "targets": "y.npy"}
    pack, ending = (gzip.compress, ".gz") if kind == "idx.gz" else (bytes, "")
    (folder / f"x{ending}").write_bytes(pack(idx(x)))
    (folder / f"y{ending}").write_bytes(pack(idx(y)))
    return {"type": "idx", "images": f"x{ending}", "labels": f"y{ending}"}


def write_spec(folder: Path, source: dict[str, Any], **data: Any) -> Path:
    spec = {
        "specc": 1,
        "name": "small",
        "task": "classification",
        "model": {"type": "mlp", "hidden": [8]},
        "data": {"source": source, "batch_size": 20, **data},
        "optimizer": {"type": "sgd", "learning_rate": 0.1},
        "train": {"duration": "6 steps"},
        "log": {"every": "6 steps", "to": ["jsonl"]},
    }
    path = folder / "small.json"
    path.write_text(json.dumps(spec))
    return path


def probe(spec: Path) -> int:
    """The exit code of `specc probe`."""
    try:
        main(["probe", str(spec)])
    except SystemExit as error:
        assert isinstance(error.code, int)
        return error.code
    raise AssertionError("it did not exit")


def trainer(spec: Path) -> ModuleType:
    """What a spec compiles to, imported."""
    target = spec.with_suffix(".py")
    [text] = specc.compile(specc.read(spec)).values()
    target.write_text(text)
    found = importlib.util.spec_from_file_location(f"sourced_{next(_NUMBERS)}", target)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def probed(spec: Path) -> ModuleType:
    """The trainer of a spec whose data is whole so far."""
    assert probe(spec) == 0
    return trainer(spec)


class Server:
    """Files on the loopback; it counts what is asked for, and can be made to behave badly."""

    def __init__(self, url: str):
        self.url = url
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.cut = False
        """Whether the connection ends half-way."""

    def download(self, name: str, content: bytes) -> dict[str, str]:
        """Offers a file, and returns what a spec says of it."""
        self.files[f"/{name}"] = content
        return {"url": f"{self.url}/{name}", "sha256": hashlib.sha256(content).hexdigest()}


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """A server while the block runs."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(self.path)
            content = server.files.get(self.path)
            if content is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if server.cut else content)

        def log_message(self, *_: object) -> None:
            pass

    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Server(f"http://127.0.0.1:{listener.server_port}")
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()
