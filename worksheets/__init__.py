"""The work: library, assigning, answering, sharing, reviewing, following."""
