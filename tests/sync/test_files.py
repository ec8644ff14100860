"""Whole files or none, and untouched ones stay untouched."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.sync.errors import SyncError
from specc.sync.files import read_text, write_text

from .world import Died, dying


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_writes_what_it_reads(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "a.py"
    assert write_text(path, "ä = 1\n")
    assert path.read_bytes() == "ä = 1\n".encode()
    assert read_text(path) == "ä = 1\n"
    assert names(path.parent) == ["a.py"]


def test_no_file_is_none(tmp_path: Path) -> None:
    assert read_text(tmp_path / "a.py") is None
    assert read_text(tmp_path / "nowhere" / "a.py") is None


@pytest.mark.parametrize("on_disk", [b"a\nb\n", b"a\r\nb\r\n"])
def test_an_unchanged_file_is_not_touched(tmp_path: Path, on_disk: bytes) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(on_disk)
    os.utime(path, (1, 1))
    inode = path.stat().st_ino
    assert not write_text(path, "a\nb\n")
    assert (path.stat().st_mtime, path.stat().st_ino) == (1, inode)
    assert path.read_bytes() == on_disk


def test_new_lines_are_line_feeds(tmp_path: Path) -> None:
    write_text(tmp_path / "a.py", "a\r\nb\n")
    assert (tmp_path / "a.py").read_bytes() == b"a\nb\n"


@given(st.binary(max_size=40))
def test_any_bytes_survive_reading_and_writing(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "source").write_bytes(content)
    text = read_text(folder / "source")
    assert text is not None
    write_text(folder / "copy", text)
    assert (folder / "copy").read_bytes() == content.replace(b"\r\n", b"\n")


@pytest.mark.parametrize("mode", [0o600, 0o755, 0o444])
def test_the_mode_is_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.py"
    path.write_text("old")
    path.chmod(mode)
    write_text(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_new_file_has_the_mode_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "a.py", "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.py").stat().st_mode) == 0o640


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_written_through(tmp_path: Path, there: bool) -> None:
    target = tmp_path / "elsewhere" / "target.py"
    target.parent.mkdir()
    if there:
        target.write_text("old")
    link = tmp_path / "a.py"
    link.symlink_to("elsewhere/target.py")
    write_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 252 + ".py")
    write_text(path, "new")
    assert path.read_text() == "new"


@pytest.mark.parametrize("call", ["open", "fsync", "replace", "chmod"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    path = tmp_path / "a.py"
    path.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(SyncError) as caught:
            write_text(path, "new")
    assert os.strerror(code).lower() in caught.value.message
    assert str(path) in caught.value.message
    assert caught.value.fix
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.py"]


def test_an_interrupt_leaves_nothing_beside_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_text(tmp_path / "a.py", "new")
    assert names(tmp_path) == []


def test_a_file_is_never_half_there(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("old")
    after = 0
    while read_text(path) == "old":
        try:
            with dying(after):
                write_text(path, "new")
        except Died:
            assert read_text(path) in {"old", "new"}
        after += 1
    assert after > 2
    assert read_text(path) == "new"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.py").mkdir()
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "file").write_text("")
    (tmp_path / "loop.py").symlink_to("loop.py")
    for name, reason in (
        ("folder.py", "is a directory"),
        ("pipe.py", "not a regular file"),
        ("file/a.py", "not a directory"),
        ("loop.py", "symbolic link"),
    ):
        with pytest.raises(SyncError, match=reason) as caught:
            write_text(tmp_path / name, "new")
        assert caught.value.fix
