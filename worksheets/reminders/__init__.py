"""Reminders about open sheets: planned by a pure function, kept as deliveries (product E)."""
