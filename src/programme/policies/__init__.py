"""Everything that a force may do with a case, as dated data: disposal routes and eligibility rules."""
