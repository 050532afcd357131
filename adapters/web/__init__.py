"""The ASGI app that everything with an address hangs on."""
