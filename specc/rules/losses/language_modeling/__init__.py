"""Rules about losses of language models, in files named as in `specc.language`."""
