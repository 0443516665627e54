"""Drain the demo force's outbox once, in a process of its own that a drill may kill."""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()

    from waypost.base.clock import now
    from waypost.base.values import ForceName
    from waypost.connectors.writeback.draining import Moment, drain_outbox

    drain_outbox(ForceName("anyshire"), moment=Moment(now, lambda: 0.0))
