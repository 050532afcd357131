"""What is remembered: cards, reviews, and which question comes next."""
