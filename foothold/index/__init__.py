"""The search index: one contract, an embedded engine and Elasticsearch behind it."""
