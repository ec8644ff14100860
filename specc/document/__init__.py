"""Reading YAML, JSON and TOML with positions; diagnostics, and the edits that fix what they report."""
