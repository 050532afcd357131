"""The practice itself: it knows no chat platform, no web page and no model's vendor."""
