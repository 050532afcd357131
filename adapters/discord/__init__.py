"""Discord: the gateway in, REST out. Needs no connection to send."""
