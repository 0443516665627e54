"""Run the phone: inside a test on free ports, or as a program."""

import socket

import uvicorn

from demo.phone.app import create_app
from demo.phone.config import PhoneConfig
from demo.phone.connections import Connections
from demo.serving import ServedInThread, build_server


def build_phone(config: PhoneConfig, *, mail: socket.socket | None) -> uvicorn.Server:
    """Return a server for the phone; who runs it says on which sockets. `mail` is where its inbox listens."""
    connections = Connections()
    return build_server(create_app(config, connections=connections, mail=mail), protocol=connections.protocol())


class PhoneServer(ServedInThread):
    """A phone with its inbox on ports of loopback (0: a free one) in a thread of its own, for `with`."""

    def __init__(self, config: PhoneConfig, *, port: int) -> None:
        self._mail = socket.create_server(("127.0.0.1", 0))
        super().__init__(build_phone(config, mail=self._mail), port=port)

    @property
    def mail_port(self) -> int:
        """Return where the inbox takes mail."""
        port: int = self._mail.getsockname()[1]
        return port
