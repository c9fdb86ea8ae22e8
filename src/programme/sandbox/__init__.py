"""The rehearsal stage. Refuses to start in production."""
