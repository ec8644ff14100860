"""Keeps what was emitted and what lies on disk in step, for as long as people edit both.

This room deals in paths and texts and knows nothing of specs or of how a text came about. Beside
the outputs of a folder lies `.specc/`: the manifest and the pristine texts, which are committed,
and three things that are not: staged texts, keys and the lock (`record`). What the files say
about each other is judged by one pure function (`state`); `plan`, `apply`, `check` and `keys` act
on its verdict.
"""
