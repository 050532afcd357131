"""The built-in bank, read once for all tests of a process: nothing changes it."""

from questions import open_bank

BANK = open_bank()
