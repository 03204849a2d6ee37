"""Crawls of sources: from an address to postings, politely, with a verdict on each run."""
