"""Where the stand-alone program starts (see build.spec)."""

import multiprocessing
import sys

if __name__ == "__main__":
    # First of all: a child process of a frozen program starts here too, and must not run the program again.
    multiprocessing.freeze_support()
    from deblur_studio.cli import main

    sys.exit(main())
