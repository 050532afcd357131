"""One package per outside system. Each translates; none decides."""
