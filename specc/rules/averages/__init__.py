"""Rules about single averages of the weights, in files named as in `specc.language.averages`."""
