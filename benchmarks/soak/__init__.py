"""Everything at once against the server that ships, with parts of it killed all the while, and what must hold at the end.

python -m benchmarks.soak [--seconds 900] [--seed N] [--postgresql] [--elasticsearch]
"""
