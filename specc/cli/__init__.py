"""The commands, a file each, without logic of their own."""
