#!/usr/bin/env python3
"""Tend in one command; `python3 run.py --help` says what there is.

This file is written so that any Python can read it, to say which one is needed.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Tend needs Python 3.11 or later and this is Python %s (%s): install a newer one and start "
        "it by name, for example `python3.12 run.py`." % (sys.version.split()[0], sys.executable)
    )

from deploy.launcher.commands import main  # noqa: E402 - the version comes first

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
