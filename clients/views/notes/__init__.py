"""Pages of notes: hers, and those of who cares for her."""
