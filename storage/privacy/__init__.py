"""All that is of one member or team: exported, blanked with time, deleted."""
