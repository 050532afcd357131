"""What managers see of a team: figures of groups, never of one person who did not say so."""
