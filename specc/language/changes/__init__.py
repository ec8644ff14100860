"""The schedules of numbers that are no learning rates, a file each; see `specc.language.family`."""
