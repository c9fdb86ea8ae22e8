"""What somebody has to see to: rungs of the ladder and tasks of a case, each with an owner and a day."""
