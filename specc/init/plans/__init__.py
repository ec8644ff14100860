"""First specs for kinds of data, a module each."""
