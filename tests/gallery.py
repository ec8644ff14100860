"""The gallery's specs, and their trainers: compiled once for all tests of a process."""

from __future__ import annotations

import functools
import pathlib

import specc
from specc.compiler import analyze, emitted
from specc.emit.page import Page
from specc.ir.program import Program

ROOT = pathlib.Path(__file__).parents[1]
SPECS = sorted((ROOT / "specs").glob("*.yaml"))


@functools.cache
def gallery_page(spec: pathlib.Path) -> tuple[Program, Page]:
    """The program of a spec of the gallery, and the page of its trainer."""
    return emitted(analyze(specc.read(spec)))
