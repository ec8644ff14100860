"""The commands, a file each: they parse, call, print and exit, and decide nothing."""
