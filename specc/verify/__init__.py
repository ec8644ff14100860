"""Runs what was emitted, in a process of its own, and tells what was seen."""
