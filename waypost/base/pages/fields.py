"""
Django forms as GOV.UK components: a `BoundField` becomes the parameters of a macro.

The macros know nothing of Django and Django's widgets know nothing of GOV.UK Frontend; these functions are
all that stands between them. Ids are Django's own (`id_<name>`), so that the error summary's links land.
"""

from collections.abc import Iterable, Mapping

from django.forms import BaseForm
from django.forms.boundfield import BoundField

Params = dict[str, object]


def field_params(bound: BoundField, /, **more: object) -> Params:
    """
    Return the macro parameters of one field: label, hint, value, error.

    `label_classes` goes to the label; everything else in `more` is added as it is.
    """
    label_classes = more.pop("label_classes", "govuk-label--s")
    params: Params = {
        "id": bound.id_for_label,
        "name": bound.html_name,
        "label": {"text": bound.label, "classes": label_classes},
        "value": bound.value() or "",
        "attributes": dict(bound.field.widget.attrs),
    }
    return {**params, **_hint(bound), **_error(bound), **more}


def choice_params(bound: BoundField, /) -> Params:
    """Return the macro parameters of a choice among radios: legend, hint, error, and which one is chosen."""
    options: Iterable[tuple[object, object]] = bound.field.choices  # type: ignore[attr-defined]  # a ChoiceField's
    chosen = str(bound.value() or "")
    return {
        "idPrefix": bound.id_for_label or bound.auto_id,
        "name": bound.html_name,
        "fieldset": {"legend": {"text": bound.label, "classes": "govuk-fieldset__legend--s"}},
        "items": [{"value": value, "text": text, "checked": str(value) == chosen} for value, text in options],
        **_hint(bound),
        **_error(bound),
    }


def summary_params(form: BaseForm) -> Params:
    """
    Return the parameters of the error summary: every error once, linked to its field.

    What is wrong with the form as a whole is linked to its first field, where mending starts.
    """
    first = next(iter(form))
    whole = [_item(text, first) for text in form.non_field_errors()]
    by_field = [_item(text, bound) for bound in form for text in bound.errors]
    return {"titleText": "There is a problem", "errorList": _once([*whole, *by_field])}


def _item(text: object, bound: BoundField) -> Mapping[str, str]:
    return {"text": str(text), "href": f"#{bound.id_for_label}"}


def _once(items: list[Mapping[str, str]]) -> list[Mapping[str, str]]:
    return list({item["text"]: item for item in reversed(items)}.values())[::-1]


def _hint(bound: BoundField) -> Params:
    return {"hint": {"text": bound.help_text}} if bound.help_text else {}


def _error(bound: BoundField) -> Params:
    return {"errorMessage": {"text": bound.errors[0]}} if bound.errors else {}
