"""A team: its tracks, its set-up, who manages it."""
