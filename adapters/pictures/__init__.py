"""Boards and calendars as PNG, drawn in a subprocess."""
