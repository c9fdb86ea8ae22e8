"""Pages of a case that two doors share: written once, mounted by each."""
