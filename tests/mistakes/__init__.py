"""Mistakes of people who come from other frameworks, with the messages that they get."""
