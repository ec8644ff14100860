"""Trainers whose schedules are looked at; compilations are kept between sessions."""

from __future__ import annotations

from trainers.conftest import compilation_cache

__all__ = ["compilation_cache"]
