"""What he was told, what he answered, and how he signs in."""
