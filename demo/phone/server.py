"""Run the phone: inside a test on a free port, or as a program."""

import uvicorn

from demo.phone.app import create_app
from demo.phone.config import PhoneConfig
from demo.phone.connections import Connections
from demo.serving import ServedInThread, build_server


def build_phone(config: PhoneConfig) -> uvicorn.Server:
    """Return a server for the phone; who runs it says on which sockets."""
    connections = Connections()
    return build_server(create_app(config, connections=connections), protocol=connections.protocol())


class PhoneServer(ServedInThread):
    """A phone on a port of loopback (0: a free one) in a thread of its own, for `with`."""

    def __init__(self, config: PhoneConfig, *, port: int) -> None:
        super().__init__(build_phone(config), port=port)
