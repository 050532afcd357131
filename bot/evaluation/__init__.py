"""How well a critic agrees with people who marked the same answers. Pure but for reading files."""
