"""`python -m mockcraft` is the command `mockcraft`."""

import sys

from mockcraft.boot import main

sys.exit(main())
