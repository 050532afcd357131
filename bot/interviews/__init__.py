"""Mock interviews: one explicit machine, an interviewer, a scorecard."""
