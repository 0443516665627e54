"""Run the identity provider as a program: `python -m demo.identity --port 8005 --force anyshire ...`."""

import argparse
import os

from demo.identity.app import create_app
from demo.identity.config import IdentityConfig
from demo.identity.tokens import new_key, signer
from demo.serving import build_server, serve


def main() -> None:
    """Read the arguments and serve until stopped. IDENTITY_CLIENT_SECRET is the secret of the program signed in to."""
    parser = argparse.ArgumentParser(prog="python -m demo.identity", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="localhost")
    parser.add_argument("--force", required=True)
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--return-url", required=True, help="where people are sent back to")
    args = parser.parse_args()
    if "IDENTITY_CLIENT_SECRET" not in os.environ:
        parser.error("set IDENTITY_CLIENT_SECRET")
    config = IdentityConfig(
        issuer=f"http://{args.host}:{args.port}",
        force=args.force,
        client_id=args.client_id,
        return_url=args.return_url,
        client_secret=os.environ["IDENTITY_CLIENT_SECRET"],
    )
    key = new_key()
    serve(build_server(create_app(config, key=key, sign=signer(key))), host=args.host, port=args.port)


if __name__ == "__main__":
    main()
