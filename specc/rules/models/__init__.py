"""Rules about single models, in files named as in `specc.language.models`."""
