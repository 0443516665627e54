"""Run the crime system as a program: `python -m demo.rms --port 8001 --database-url postgresql://...`."""

import argparse
import os

from demo.rms.app import create_app
from demo.rms.config import RmsConfig
from demo.rms.database import LinkRole, ensure_database
from demo.serving import build_server, serve


def main() -> None:
    """Read the arguments and serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m demo.rms", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--database-url",
        default=os.environ.get("RMS_DATABASE_URL"),
        help="of a role that may create roles and databases; made when it is missing (RMS_DATABASE_URL)",
    )
    parser.add_argument("--link-role", default="waypost_link", help="the linked system's role")
    parser.add_argument("--link-password", default=os.environ.get("RMS_LINK_PASSWORD", ""), help="(RMS_LINK_PASSWORD)")
    args = parser.parse_args()
    if not args.database_url:
        parser.error("say which database: --database-url or RMS_DATABASE_URL")
    ensure_database(args.database_url)
    link = LinkRole(args.link_role, args.link_password)
    app = create_app(RmsConfig(database_url=args.database_url, link=link))
    serve(build_server(app), host=args.host, port=args.port)


if __name__ == "__main__":
    main()
