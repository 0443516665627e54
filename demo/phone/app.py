"""The phone as one web program: Notify's API, the pages to look into, and the hooks for tests."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from demo.phone.api import Api
from demo.phone.config import PhoneConfig
from demo.phone.connections import Connections
from demo.phone.errors import Refused
from demo.phone.faults import Faults
from demo.phone.hooks import hook_routes
from demo.phone.inbox import Inbox
from demo.phone.pages import page_routes
from demo.phone.receipts import ReceiptSender
from demo.phone.state import Phone
from demo.phone.store import Store
from demo.web import StrictHeaders

HERE = Path(__file__).parent


def create_app(config: PhoneConfig, *, connections: Connections, mail: socket.socket | None) -> Starlette:
    """Return the phone's web program. While it runs its receipts are sent, and mail is taken on `mail`."""
    store = Store(config.data_dir / "phone.sqlite3")
    phone = Phone(config=config, store=store, faults=Faults(receipt_delay_s=config.receipt_delay_s))

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        receipts = ReceiptSender(store, faults=phone.faults, config=config)
        receipts.start()
        taking = await Inbox(phone).start(mail) if mail else None
        yield
        if taking:
            taking.close()
        receipts.stop()
        store.close()

    return Starlette(
        routes=[
            *Api(phone, connections=connections).routes(),
            *hook_routes(phone),
            *page_routes(phone),
            Mount("/static", StaticFiles(directory=HERE / "static"), name="static"),
        ],
        middleware=[Middleware(StrictHeaders)],
        exception_handlers={Refused: _answer_refused},
        lifespan=running,
    )


async def _answer_refused(_request: Request, error: Exception) -> Response:
    if not isinstance(error, Refused):
        raise error
    return error.as_response()
