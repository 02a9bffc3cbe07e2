"""`python -m ruraledu_cli` is `ruraledu`."""

import sys

from ruraledu_cli.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
