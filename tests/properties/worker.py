"""Compiles the specs named on its input in a process of its own; prints a digest for each as JSON."""

from __future__ import annotations

import hashlib
import json
import sys

import specc


def main() -> None:
    found = {}
    for line in sys.stdin.read().splitlines():
        try:
            text = "".join(specc.compile(specc.read(line)).values())
        except specc.SpecError as error:
            text = "\n".join(f"{d.span} {d}" for d in error.diagnostics)
        found[line] = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
