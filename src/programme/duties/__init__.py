"""Work that is waiting: rungs of ladders and tasks of a case, each with an owner and a day."""
