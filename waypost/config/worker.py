"""One worker: takes the batch jobs of the queue until it is told to stop."""

import asyncio

from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

QUEUES = ("waypost", "builtin")
"""Where jobs stand that a worker takes: ours, and the queue's own."""


def run_worker(*, concurrency: int) -> None:
    """Run jobs, `concurrency` at once in threads, until SIGTERM or SIGINT; the running ones are finished first."""
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("the queue is wired to another database than Django's")
    with app.replace_connector(connector.get_worker_connector()):
        asyncio.run(_work(concurrency))
    connections.close_all()


async def _work(concurrency: int) -> None:
    async with app.open_async():
        await app.run_worker_async(
            queues=QUEUES,
            concurrency=concurrency,
            # The fallback for a lost NOTIFY.
            fetch_job_polling_interval=2.0,
            delete_jobs="always",
            shutdown_graceful_timeout=20.0,
        )
