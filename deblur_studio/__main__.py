"""`python -m deblur_studio`, and the start of the frozen program."""

import sys

from deblur_studio.bootstrap import prepare

if __name__ == "__main__":
    prepare()
    from deblur_studio.cli import main

    sys.exit(main())
