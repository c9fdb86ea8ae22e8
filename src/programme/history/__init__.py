"""The history of a case: typed events, append-only, and the timeline they tell."""
