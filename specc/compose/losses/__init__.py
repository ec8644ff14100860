"""How losses are written, a file for each kind; see `specc.compose.loss`."""
