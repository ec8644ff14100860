"""Rules about single losses of language models."""
