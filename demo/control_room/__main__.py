"""Run the control room as a program: `python -m demo.control_room --port 8004 --data-dir var/demo ...`."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from demo.control_room.app import create_app
from demo.control_room.config import ControlRoomConfig
from demo.control_room.first_call import play_first_call
from demo.control_room.store import Store
from demo.serving import build_server, serve


def main() -> None:
    """Read the arguments and serve until stopped. CALLBOARD_KEY and CALLBOARD_SIGNING_SECRET are the listener's."""
    parser = argparse.ArgumentParser(prog="python -m demo.control_room", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data-dir", type=Path, required=True, help="where the incidents are kept")
    parser.add_argument("--force", required=True)
    parser.add_argument("--prefix", default="CB", help="what references begin with")
    parser.add_argument("--intake-url", required=True, help="where incidents are pushed to")
    args = parser.parse_args()
    try:
        key, signing_secret = os.environ["CALLBOARD_KEY"], os.environ["CALLBOARD_SIGNING_SECRET"]
    except KeyError as missing:
        parser.error(f"set {missing.args[0]}: `waypost source add --kind push` prints it")
    config = ControlRoomConfig(args.data_dir, args.force, args.prefix, args.intake_url, key, signing_secret)
    play_first_call(Store(args.data_dir), force=args.force, prefix=args.prefix, now=datetime.now(UTC))
    serve(build_server(create_app(config)), host=args.host, port=args.port)


if __name__ == "__main__":
    main()
