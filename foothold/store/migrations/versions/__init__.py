"""One file a schema, in order. They import nothing that lives."""
