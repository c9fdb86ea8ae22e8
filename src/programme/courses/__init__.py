"""Programmes, providers, venues and course dates."""
