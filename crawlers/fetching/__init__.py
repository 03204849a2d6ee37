"""How requests are made: which may be, how often, and what came back."""
