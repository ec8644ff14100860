"""Lowerings of the tasks, a file each, named as in `specc.language.tasks`."""
