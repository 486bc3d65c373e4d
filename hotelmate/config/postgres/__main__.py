"""`python -m hotelmate.config.postgres ASSIGNMENT LOCK` is how the launcher starts a keeper."""

import sys

from hotelmate.config.postgres.keeper import main

if __name__ == "__main__":
    sys.exit(main())
