"""`specc schema`."""

from __future__ import annotations

import argparse

from specc.cli import console
from specc.language.json_schema import as_json, schema
from specc.language.written import WrittenSpec


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no arguments."""


def run(arguments: argparse.Namespace) -> int:
    """Prints the schema, generated from the models."""
    console.say(text())
    return 0


def text() -> str:
    """The schema as it is printed, and as `specc init` writes it to a file."""
    return as_json(schema(WrittenSpec))
