"""What can happen to a checkpoint on a disk: each a function of random numbers and the folder of the checkpoint."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

Damage = Callable[[random.Random, Path], None]


def a_file(chance: random.Random, checkpoint: Path) -> Path:
    """Any of its files that is not empty; half of the times, the largest one, which has the arrays."""
    files = sorted(path for path in checkpoint.rglob("*") if path.is_file() and path.stat().st_size)
    largest = max(files, key=lambda path: path.stat().st_size)
    return chance.choice([largest, chance.choice(files)])


def a_bit_flipped(chance: random.Random, checkpoint: Path) -> None:
    path = a_file(chance, checkpoint)
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def a_digit_changed(chance: random.Random, checkpoint: Path) -> None:
    """A number in a file of metadata is another one, so that the file can be read as before."""
    path = checkpoint / "_CHECKPOINT_METADATA"
    text = path.read_text()
    at = chance.choice([n for n, letter in enumerate(text) if letter.isdigit()])
    digit = chance.choice("123456789".replace(text[at], ""))
    path.write_text(text[:at] + digit + text[at + 1 :])


def a_range_zeroed(chance: random.Random, checkpoint: Path) -> None:
    path = a_file(chance, checkpoint)
    data = bytearray(path.read_bytes())
    first, last = sorted(chance.choices(range(len(data) + 1), k=2))
    data[first:last] = bytes(last - first)
    path.write_bytes(data)


def a_page_of_noise(chance: random.Random, checkpoint: Path) -> None:
    path = a_file(chance, checkpoint)
    data = bytearray(path.read_bytes())
    first = chance.randrange(len(data))
    data[first : first + 4096] = chance.randbytes(len(data[first : first + 4096]))
    path.write_bytes(data)


def a_file_cut(chance: random.Random, checkpoint: Path) -> None:
    path = a_file(chance, checkpoint)
    path.write_bytes(path.read_bytes()[: chance.choice([0, chance.randrange(path.stat().st_size)])])


def a_file_grown(chance: random.Random, checkpoint: Path) -> None:
    path = a_file(chance, checkpoint)
    path.write_bytes(path.read_bytes() + chance.randbytes(chance.randint(1, 5000)))


def a_file_deleted(chance: random.Random, checkpoint: Path) -> None:
    a_file(chance, checkpoint).unlink()


def a_folder_deleted(chance: random.Random, checkpoint: Path) -> None:
    shutil.rmtree(chance.choice(sorted(p for p in checkpoint.rglob("*") if p.is_dir())))


def a_folder_emptied(chance: random.Random, checkpoint: Path) -> None:
    folders = sorted(path for path in checkpoint.rglob("*") if path.is_dir())
    folder = chance.choice([checkpoint, *folders])
    shutil.rmtree(folder)
    folder.mkdir()


def a_file_of_the_one_before(chance: random.Random, checkpoint: Path) -> None:
    """As after a restore of a backup that did not get all files: each is intact, together they are not."""
    before = max(
        (path for path in checkpoint.parent.iterdir() if path != checkpoint),
        key=lambda path: int(path.name),
    )
    path = a_file(chance, before)
    target = checkpoint / path.relative_to(before)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


def a_file_in_place_of_a_folder(chance: random.Random, checkpoint: Path) -> None:
    folders = sorted(path for path in checkpoint.rglob("*") if path.is_dir())
    folder = chance.choice([checkpoint, *folders])
    shutil.rmtree(folder)
    folder.write_bytes(chance.randbytes(9))


def a_dangling_link(chance: random.Random, checkpoint: Path) -> None:
    path = a_file(chance, checkpoint)
    path.unlink()
    path.symlink_to("nowhere")


NAMES = (
    "notes.txt",
    ".DS_Store",
    "lost+found",
    "12a",
    "-3",
    "tmp",
    "100",
    "99.damaged-1",
    "d",
    "1",
)


def a_foreign_file(chance: random.Random, checkpoint: Path) -> None:
    folders = [checkpoint, *(path for path in checkpoint.rglob("*") if path.is_dir())]
    path = chance.choice([checkpoint.parent, *sorted(folders)]) / chance.choice(NAMES)
    if not path.exists():
        path.write_bytes(chance.randbytes(9))


def a_foreign_folder(chance: random.Random, checkpoint: Path) -> None:
    path = chance.choice([checkpoint.parent, checkpoint, checkpoint / "default"])
    folder = path / chance.choice(NAMES)
    if not folder.exists():
        folder.mkdir()
        (folder / "notes.txt").write_bytes(chance.randbytes(9))


def half_of_a_newer_one(chance: random.Random, checkpoint: Path) -> None:
    """What a killed process leaves of a checkpoint, with its temporary name or, on other disks, the final one."""
    newer = checkpoint.with_name(chance.choice(["100", "100.orbax-checkpoint-tmp"]))
    shutil.copytree(checkpoint, newer)
    for path in sorted(newer.rglob("*")):
        if path.is_file() and chance.random() < 0.5:
            path.unlink()


def the_one_before_with_a_newer_name(chance: random.Random, checkpoint: Path) -> None:
    shutil.copytree(checkpoint.parent / "10", checkpoint.with_name("100"))


DAMAGES: tuple[Damage, ...] = (
    *(a_bit_flipped, a_digit_changed, a_range_zeroed, a_page_of_noise, a_file_cut, a_file_grown),
    *(a_file_deleted, a_folder_deleted, a_folder_emptied, a_file_of_the_one_before),
    *(a_file_in_place_of_a_folder, a_dangling_link, a_foreign_file, a_foreign_folder),
    *(half_of_a_newer_one, the_one_before_with_a_newer_name),
)
