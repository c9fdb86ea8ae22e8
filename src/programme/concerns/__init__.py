"""What the arrest showed beyond the offence: signs that somebody needs protecting; drugs considered or not."""
