"""What happened to a case: typed events, append-only, and the timeline they tell."""
