"""Keeps outputs in sync with their specs and protects hand edits.

This package works on paths and texts, independent of specs. Beside the outputs, the folder `.specc/` has the
manifest and the pristine texts, which are committed, and staged texts, keys and the lock, which are not
(`record`). One pure function determines the state of an output (`state`); `plan`, `apply`, `check` and `keys`
act on it.
"""
