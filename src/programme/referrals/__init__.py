"""The case: one offence of one man, its states, and its one next action."""
