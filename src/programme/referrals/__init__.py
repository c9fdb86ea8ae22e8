"""The case: offence facts, deadlines, eligibility, states."""
