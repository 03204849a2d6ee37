"""`python -m foothold` is the `foothold` command."""

from foothold.cli import main

main()
