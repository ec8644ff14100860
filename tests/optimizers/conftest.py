"""Compilations are kept, as for other trainers."""

from trainers.conftest import compilation_cache

__all__ = ["compilation_cache"]
