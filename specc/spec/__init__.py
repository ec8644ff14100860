"""The language: what a spec can say, a block a file, and how a document becomes typed values."""
