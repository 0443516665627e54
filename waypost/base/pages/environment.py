"""The Jinja2 environment of our pages: GOV.UK Frontend's macros beside ours, everything escaped."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, PrefixLoader

from waypost.base.pages.dates import say_day, say_deadline, say_moment, say_span
from waypost.base.pages.fields import choice_params, field_params, summary_params

_VENDOR = {"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}


def environment(*, loader: BaseLoader, **options: Any) -> Environment:
    """Build the environment; Django's Jinja2 backend calls this with its own loader and options."""
    made = Environment(
        loader=ChoiceLoader([loader, PackageLoader("waypost.base.pages"), PrefixLoader(_VENDOR)]),
        autoescape=True,
        **{name: value for name, value in options.items() if name != "autoescape"},
    )
    made.globals.update(static=static, url=_url)
    made.globals.update(field=field_params, choices=choice_params, error_summary=summary_params)
    made.filters.update(day=say_day, deadline=say_deadline, moment=say_moment, span=say_span)
    return made


def _url(name: str, **kwargs: str) -> str:
    return reverse(name, kwargs=kwargs or None)
