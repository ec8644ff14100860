"""Resolves a typed spec with the facts of its data: sizes, steps and defaults."""
