"""Pages about accounts that several doors share, written once and mounted by each; and everybody's own."""
