"""Holds and places on course dates."""
