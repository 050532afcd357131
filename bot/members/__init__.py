"""Members: their choices, their privacy, what they told of themselves."""
