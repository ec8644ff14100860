"""The dequantizations that a spec can name, a file each; see `specc.language.family`."""
