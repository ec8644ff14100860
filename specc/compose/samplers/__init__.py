"""How samples are drawn, a file for each kind of sampler; see `specc.compose.sampling`."""
