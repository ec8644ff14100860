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
    console.say(as_json(schema(WrittenSpec)))
    return 0
