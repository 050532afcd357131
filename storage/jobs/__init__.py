"""Both job engines: embedded on SQLite, Procrastinate on PostgreSQL."""
