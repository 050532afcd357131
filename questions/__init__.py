"""The bank of questions: one TOML file per skill, its schema, its loader and its checks."""
