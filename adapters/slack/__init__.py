"""Slack: Socket Mode and signed HTTP in, the Web API out. Needs no connection to send."""
