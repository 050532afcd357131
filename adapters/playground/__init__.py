"""The playground: a team chat of its own in a local browser, no account anywhere."""
