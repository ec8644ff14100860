"""Rules about single initializers, in files named as in `specc.language.initializers`."""
