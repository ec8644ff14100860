"""Losses of language models, lowered, a file each as in `language/losses/language_modeling/`."""
