"""The user's own code: what a definition needs, found in their files, and brought into a trainer.

`imported` says what a file imports, for whoever reads the files; `follow` finds all that a definition needs
or what stands in the way; `bring_in` writes it down, under names that nobody else has. Nothing here reads a
file or runs what is in it. Syntax trees are libcst's, imported when there is something to parse.
"""
