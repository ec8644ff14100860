"""Translates words of other frameworks: what a key or a name in a spec was meant to be, and the edits.

The words are in `specc.language.synonyms`. Whatever is ambiguous, or would change what a run does, has a note
but no edits.
"""
