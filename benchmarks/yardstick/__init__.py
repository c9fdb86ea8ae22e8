"""The yardstick: what the same jobs cost without sign-in, permissions, access log, history or messages."""
