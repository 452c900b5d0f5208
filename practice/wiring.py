"""What the practice app tells the registries; read once the models are there (rulings 30)."""

from practice import deliveries, tasks, welcome

__all__ = ["tasks"]  # so that `deliveries.wake` finds its task in every process

deliveries.register(
    welcome.PURPOSE,
    check=welcome.not_needed,
    compose=welcome.letter,
    late_after=welcome.LATE,
)
