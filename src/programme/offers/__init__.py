"""The person's knowledge of the offer, his answer, and how he signs in."""
