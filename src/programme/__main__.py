"""`python -m programme` is the same as the `programme` command."""

from programme.cli import main

main()
