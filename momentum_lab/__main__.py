"""``python -m momentum_lab`` is the command ``momentum-lab``."""

import sys

from momentum_lab.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
