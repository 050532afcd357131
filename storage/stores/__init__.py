"""The queries, one store per part of the core. Each works in the transaction it is given."""
