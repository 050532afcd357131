"""The tables, one module per part of the core, and the column types they share."""
