"""How fast specc and what it emits are, against floors and rivals measured in the same run."""
