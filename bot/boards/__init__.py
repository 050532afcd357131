"""Standings, leaderboards and the week's digest."""
