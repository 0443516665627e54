"""Run the phone as a program: `python -m demo.phone --port 8002 --data-dir var/demo`."""

import argparse
import socket
from pathlib import Path

from demo.phone.config import DEMO_API_KEY, ApiKey, Callback, PhoneConfig
from demo.phone.server import build_phone
from demo.serving import serve


def main() -> None:
    """Read the arguments and serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m demo.phone", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data-dir", type=Path, required=True, help="where the messages are kept")
    parser.add_argument("--api-key", default=DEMO_API_KEY, help="NAME-SERVICE_ID-SECRET, as Notify's keys are")
    parser.add_argument("--callback-url", help="where delivery receipts go; without it none are sent")
    parser.add_argument("--callback-token", default="", help="the bearer token of the receipts")
    parser.add_argument("--mail-port", type=int, help="where e-mail is taken by SMTP; without it none is")
    args = parser.parse_args()
    callback = Callback(args.callback_url, args.callback_token) if args.callback_url else None
    config = PhoneConfig(data_dir=args.data_dir, api_key=ApiKey.parse(args.api_key), callback=callback)
    mail = socket.create_server((args.host, args.mail_port)) if args.mail_port else None
    serve(build_phone(config, mail=mail), host=args.host, port=args.port)


if __name__ == "__main__":
    main()
