"""Runs a trainer for a few steps in a subprocess and checks what happens."""
