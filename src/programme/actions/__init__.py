"""Everything that can happen, one verb a file."""
