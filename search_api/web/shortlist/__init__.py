"""The shortlist, which lives in its address."""
