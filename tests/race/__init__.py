"""Races: many who want the same thing at the same moment, in real processes. Each shows first that it can be lost."""
