"""The engine that needs no server: tantivy, in a folder."""
