"""`python -m mockcraft` is the command `mockcraft`.

Python looks into the current folder first then: a `signal.py` that lies there would be run. So the folder goes,
or to the end where it is the one that MockCraft itself comes from.
"""

import os
import sys

if not sys.flags.safe_path:
    folder = sys.path.pop(0)
    if os.path.samefile(folder or os.curdir, os.path.join(os.path.dirname(__file__), os.pardir)):
        sys.path.append(folder)

from mockcraft.boot import main

sys.exit(main())
