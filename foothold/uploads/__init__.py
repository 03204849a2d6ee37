"""An uploaded file becomes raw postings, row by row."""
