"""The started server, asked by programs that mean it no good."""
