"""Notes between a client and those who care for her: reading them, what is new, drafts, plans."""
