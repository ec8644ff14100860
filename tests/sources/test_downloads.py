"""Files that come from a server: once, verified, whole or not at all."""

from __future__ import annotations

import gzip
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import specc
from specc.language.file import Download, name_of

from .world import idx, images, labels, probe, probed, serving, write_spec


@pytest.fixture
def server():
    with serving() as server:
        yield server


@pytest.fixture
def spec(server, tmp_path):
    source = {
        "type": "idx",
        "images": server.download("train/x.gz", gzip.compress(idx(images()), mtime=0)),
        "labels": server.download("train/y.gz", gzip.compress(idx(labels()), mtime=0)),
    }
    return write_spec(tmp_path, source, normalize="none")


def kept(spec: Path) -> list[str]:
    """What is in the folder of downloads, without the checksums before the names."""
    return sorted(re.sub("^[0-9a-f]{8}-", "", f.name) for f in (spec.parent / "data").iterdir())


def test_probe_and_trainer_download_once_and_share(spec, server):
    module = probed(spec)
    assert server.asked == ["/train/x.gz", "/train/y.gz"]
    assert kept(spec) == ["x.gz", "y.gz"]
    for _ in range(2):
        data = module.load_data(module.Config()).train
    np.testing.assert_array_equal(data.image, images())
    np.testing.assert_array_equal(data.label, labels())
    assert len(server.asked) == 2
    elsewhere = spec.parent / "a/b"
    for _ in range(2):
        module.load_data(module.Config(data_dir=elsewhere))
    assert len(server.asked) == 4
    assert len(list(elsewhere.iterdir())) == 2


def test_a_trainer_in_another_folder_keeps_downloads_beside_the_spec(spec):
    probe(spec)
    target = spec.parent / "out/small.py"
    [text] = specc.compile(specc.read(spec, output=target)).values()
    assert 'data_dir: Path = field(default=HERE / "../data", compare=False)' in text


def refuse(spec, module, capsys, *messages: str) -> None:
    """Both the trainer and the probe stop with these words, and leave nothing behind."""
    with pytest.raises((ValueError, OSError)) as caught:
        module.train(module.Config(workdir=spec.parent / "run"))
    assert kept(spec) == []
    capsys.readouterr()
    assert probe(spec) == 2
    assert kept(spec) == []
    error, fix = capsys.readouterr().err.splitlines()
    for message in messages:
        assert message in str(caught.value)
        assert message in f"{error} {fix}"
    assert fix.startswith("  = fix: ")


@pytest.fixture
def module(spec):
    """A trainer whose files are gone again."""
    module = probed(spec)
    for file in (spec.parent / "data").iterdir():
        file.unlink()
    return module


def test_another_file_at_the_url_is_refused(spec, server, module, capsys):
    server.files["/train/x.gz"] += b"?"
    size = len(server.files["/train/x.gz"])
    refuse(spec, module, capsys, f"{size:,} bytes with the SHA-256", "has changed")


def test_a_connection_that_ends_early_is_refused(spec, server, module, capsys):
    server.cut = True
    refuse(spec, module, capsys, "the download was truncated, or")


def test_a_file_that_the_server_lacks_is_refused(spec, server, module, capsys):
    del server.files["/train/x.gz"]
    refuse(spec, module, capsys, "cannot be downloaded", "HTTP Error 404", "save it as")


def test_without_a_server_it_says_where_to_put_the_file(tmp_path, capsys):
    with serving() as server:
        content = gzip.compress(idx(images()), mtime=0)
        source = {
            "type": "idx",
            "images": server.download("x.gz", content),
            "labels": server.download("y.gz", gzip.compress(idx(labels()), mtime=0)),
        }
        spec = write_spec(tmp_path, source)
        module = probed(spec)
    for file in (tmp_path / "data").iterdir():
        file.unlink()
    sha256 = source["images"]["sha256"]
    path = tmp_path / f"data/{sha256[:8]}-x.gz"
    refuse(spec, module, capsys, source["images"]["url"], f"save it as {path}", sha256, "refused")
    path.write_bytes(content)  # by hand, as it says
    with pytest.raises(OSError, match=r"y\.gz cannot be downloaded"):
        module.load_data(module.Config())


def test_a_kept_file_that_changed_is_neither_used_nor_replaced(spec, module, server, capsys):
    module.load_data(module.Config())
    [path] = (spec.parent / "data").glob("*-x.gz")
    path.write_bytes(path.read_bytes()[:-1])
    asked, size = len(server.asked), path.stat().st_size
    with pytest.raises(ValueError, match=f"has {size:,} bytes .* remove {path} to download"):
        module.load_data(module.Config())
    capsys.readouterr()
    assert probe(spec) == 2
    assert f"= fix: remove {path} to download it again" in capsys.readouterr().err
    assert (len(server.asked), path.stat().st_size) == (asked, size)


def test_an_interrupt_leaves_nothing_behind(tmp_path):
    """The server says nothing more after half of the file; Ctrl-C arrives then."""
    import threading

    with serving() as server:
        block = server.download("x.npy", bytes(1_000_000))
        going, over = threading.Event(), threading.Event()

        class Slow(bytes):
            def __getitem__(self, key):
                going.set()
                over.wait(60)
                return b""

        def listen():  # jobs in the background of a shell are started deaf to it
            signal.signal(signal.SIGINT, signal.SIG_DFL)

        server.files["/x.npy"] = Slow(1_000_000)
        server.cut = True
        spec = write_spec(tmp_path, {"type": "npy", "inputs": block, "targets": block})
        process = subprocess.Popen(
            [sys.executable, "-m", "specc", "probe", str(spec)],
            stderr=subprocess.PIPE,
            preexec_fn=listen,
        )
        assert going.wait(60)
        for _ in range(600):
            if list((tmp_path / "data").glob("download-*/*")):
                break
            time.sleep(0.05)
        else:
            pytest.fail("no download began")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        over.set()
    assert process.returncode != 0
    assert kept(spec) == []


@pytest.mark.skipif(os.name != "posix", reason="names of files")
@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.b/c/digits.npz", "digits.npz"),
        ("https://a.b/c/digits.npz?download=1#x/y", "digits.npz"),
        ("https://a.b/c%20d%2F..%2F%00e.npz", "_e.npz"),
        ("https://a.b/..", "file"),
        ("https://a.b/", "file"),
        ("http://localhost:80/" + "x" * 300 + ".npz", "x" * 56 + ".npz"),
    ],
)
def test_downloads_are_named_after_their_urls(url, name):
    file = Download(url=url, sha256="AB" * 32)
    assert file.name == name
    assert len(name_of(file)) <= 40
    assert file.kept_as == f"abababab-{name}"


BAD = {
    "no checksum": ("https://a.b/x.npz", "a URL needs a checksum: {url: https://a.b/x.npz, "),
    "no scheme": ({"url": "a.b/x", "sha256": "0" * 64}, "a URL such as https://host/folder/name"),
    "another scheme": ({"url": "file:///x", "sha256": "0" * 64}, "a URL such as"),
    "a space": ({"url": "https://a.b/x y", "sha256": "0" * 64}, "a URL such as"),
    "an empty label": ({"url": "https://a..b/x", "sha256": "0" * 64}, "a URL such as"),
    "no port": ({"url": "https://a.b:99999/x", "sha256": "0" * 64}, "a URL such as"),
    "half": ({"url": "https://a.b/x"}, "sha256"),
    "short": ({"url": "https://a.b/x", "sha256": "0" * 63}, "sha256"),
    "NUL": ("a\0b", "NUL"),
    "empty": ("", "at least 1 character"),
    "number": (3, "expected a string or a mapping"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_is_written_wrong_is_a_diagnostic(case, tmp_path):
    value, words = BAD[case]
    spec = write_spec(tmp_path, {"type": "npz", "path": value})
    with pytest.raises(specc.SpecError) as caught:
        specc.compile(specc.read(spec))
    [found] = caught.value.diagnostics
    assert found.span is not None
    assert words in f"{found.message} {found.label}"


def test_a_trainer_without_downloads_knows_nothing_of_them(tmp_path):
    np.savez(tmp_path / "both.npz", x=images(), y=labels())
    spec = write_spec(tmp_path, {"type": "npz", "path": "both.npz"})
    module = probed(spec)
    text = spec.with_suffix(".py").read_text()
    assert not hasattr(module, "download")
    assert "urllib" not in text
