"""Looks back at runs: reads the folders that trainers write, and reports them as a page or a table.

It reads files of runs alone. It knows no spec, and never executes the code of a run.
"""
