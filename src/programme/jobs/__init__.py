"""Doors for time."""
