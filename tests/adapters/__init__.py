"""Adapters against the other side, over real local HTTP."""
