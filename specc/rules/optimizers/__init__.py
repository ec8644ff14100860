"""Rules about single optimizers, in files named as in `specc.language.optimizers`."""
