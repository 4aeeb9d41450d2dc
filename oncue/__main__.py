"""`python -m oncue`."""

from oncue.cli import main

main()
