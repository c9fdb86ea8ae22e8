"""Reads everything; read by nobody but doors."""
