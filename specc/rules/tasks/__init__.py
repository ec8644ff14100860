"""Rules about single tasks, in files named as in `specc.language.tasks`."""
