"""`python -m oncue`."""

from oncue.cli.main import main

if __name__ == "__main__":  # the processes that time words import this module too
    main()
