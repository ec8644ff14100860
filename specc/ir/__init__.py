"""The program that a spec stands for: immutable, typed, and independent of every other room."""
