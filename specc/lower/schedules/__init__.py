"""Learning-rate schedules, a file each, named as in `specc.language.schedules`."""
