"""The clock of a case: the last day to charge and every date that is reckoned back from it; bail beside it."""
