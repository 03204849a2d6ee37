"""For schools: the search that they put on their own pages."""
