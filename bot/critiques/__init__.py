"""How an answer is judged: critics, what may leave, what is said."""
