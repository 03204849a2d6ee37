"""What people mean by a search: places, filters in words, suggestions."""
