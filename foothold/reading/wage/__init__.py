"""Pay in words, read as amounts of money for a period."""
