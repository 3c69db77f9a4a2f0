"""Run as `python3 environment/python COMMAND`: this folder becomes the import path, nothing needs to be installed."""

import sys

from infimum_environment.cli import main

sys.exit(main(sys.argv[1:]))
