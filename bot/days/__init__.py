"""Days: streaks, chains, reminders, and wall-clock time."""
