"""`waypost explain`: everything decided for a case, in order, sent or not."""

import json

import click

from waypost.access.queries import UnknownForce, force_settings
from waypost.base.values import ForceName, PersonId
from waypost.cases.values import CaseKind
from waypost.journeys.explain import Material, NoSuchCase, account, lines, read_material


@click.command()
@click.option("--force", required=True, metavar="FORCE", help="The force whose case it is.")
@click.option("--case", "reference", required=True, metavar="REF", help="The reference of a case or an incident.")
@click.option("--person", metavar="ID", help="Only what concerns this person, by the id that the record uses.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, one decision a line.")
def explain(force: str, reference: str, person: str | None, as_json: bool) -> None:
    """
    Say why somebody was told something, or was not: each event, rule, gate, message and receipt.

    It holds no words of any message. Where a case and an incident have the same reference, both are told.
    """
    for material in _materials(ForceName(force), reference):
        person_id = _person(material, person)
        if as_json:
            for line in lines(material, person=person_id):
                click.echo(json.dumps(line.to_json()))
        else:
            click.echo(account(material, person=person_id))


def _materials(force: ForceName, reference: str) -> list[Material]:
    try:
        force_settings(force)
    except UnknownForce as error:
        raise click.ClickException(str(error)) from None
    found = []
    for kind in CaseKind:
        try:
            found.append(read_material(reference, kind=kind, force=force))
        except NoSuchCase:
            continue
    if not found:
        raise click.ClickException(
            f"the force {force} has no record {reference}: write the reference as the force's own system does."
        )
    return found


def _person(material: Material, ref: str | None) -> PersonId | None:
    if ref is None:
        return None
    known = {name: person_id for person_id, name in material.people.items()}
    if ref not in known:
        raise click.ClickException(f"{material.reference} has no person {ref}: use one of {', '.join(sorted(known))}.")
    return known[ref]
