"""What people type about people. Forms clean words; who it is about comes from the view."""
