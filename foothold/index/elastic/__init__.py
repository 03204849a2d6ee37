"""The engine on an Elasticsearch cluster: the only package that knows its JSON."""
