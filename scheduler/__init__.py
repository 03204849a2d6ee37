"""The jobs that run by themselves, each in its slots."""
