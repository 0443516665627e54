"""The whole loop with a made-up force: `make demo`. `PORT` sets the web port (8000); the others follow it."""

import os
import sys

from demo.launcher import serve

if __name__ == "__main__":
    sys.exit(serve(int(os.environ.get("PORT", "8000"))))
