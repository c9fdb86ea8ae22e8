"""The world outside, each behind a Protocol owned by a stage."""
