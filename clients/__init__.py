"""Who is in care with whom: clients, care links, invitations, consent, tender dates."""
