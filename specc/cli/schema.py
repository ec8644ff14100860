"""`specc schema`."""

from __future__ import annotations

import argparse
import json

from specc.cli import console
from specc.language.spec import Spec


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no arguments."""


def run(arguments: argparse.Namespace) -> int:
    """Prints the schema, generated from the models."""
    console.say(text().removesuffix("\n"))
    return 0


def text() -> str:
    """The schema as it is printed, and as `specc init` writes it to a file."""
    schema = Spec.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["properties"]["extends"] = {
        "description": "Specs whose values this one starts from; its own win.",
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    }
    return json.dumps(schema, indent=2) + "\n"
