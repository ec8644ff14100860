"""The language as a reference: its blocks, families and fields in words, with examples.

`specc help` and docs/language.md (`specc.language.page`) are two forms of this. All of it is made from the
models.
"""
