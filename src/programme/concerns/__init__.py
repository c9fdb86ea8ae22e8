"""Findings of the arrest beyond the offence: signs that somebody needs protecting; drugs considered or not."""
