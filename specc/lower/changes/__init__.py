"""Schedules of numbers that are no learning rates, a file each, named as in `specc.language.changes`."""
