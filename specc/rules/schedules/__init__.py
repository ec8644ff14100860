"""Rules about single learning rate schedules, in files named as in `specc.language.schedules`."""
