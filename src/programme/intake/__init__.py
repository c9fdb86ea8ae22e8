"""How cases come in: the form, custody exports, neighbouring forces; who is known already and what belongs together."""
