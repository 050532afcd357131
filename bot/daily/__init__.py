"""The daily round: asked, answered, closed."""
