"""specc compiles a typed training spec into one standalone, fully jitted JAX trainer."""

__version__ = "0.1.0"
