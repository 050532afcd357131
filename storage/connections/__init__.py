"""How we reach the database: engines, sessions, SQLite's one writer, faults in words."""
