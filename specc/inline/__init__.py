"""User code: finds what a definition needs in the user's files and copies it into a trainer.

`imported` lists what a file imports. `collect_dependencies` finds everything that a definition needs, or
the problems that prevent copying it. `copy_definitions` copies it, with a symbol for each name, and
`with_names` writes the copy, renamed where names clash. Nothing here reads a file or runs user code. libcst
is imported only when there is something to parse.
"""
