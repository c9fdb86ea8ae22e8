"""Whether a man can be offered the course: the rules of the day of the offence, and what is known of him."""
