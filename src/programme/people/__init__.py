"""Persons, staff accounts, forces and identifiers."""
