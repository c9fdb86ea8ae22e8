"""Results, and their return to the force that must decide."""
