"""The record store: the truth that every index, feed and page is built from."""
