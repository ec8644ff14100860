"""What the tests of `specc probe` share with those of tables."""

from tables.conftest import folder

__all__ = ["folder"]
