"""What usually stands in a message for somebody made up."""

from collections.abc import Mapping

from waypost.journeys.catalogue.material import Material, MessageFile
from waypost.journeys.catalogue.samples import Person, sample_flags
from waypost.journeys.catalogue.texts import Filling
from waypost.journeys.catalogue.wording import places_of

_OUTCOME = "outcome.code"


def usual_filling(file: MessageFile, person: Person, material: Material) -> Filling:
    """Return the sample values for this person in this message, with the outcome that it is sent for."""
    template = file.template
    values = material.samples.filled(person, message=template.version_of, language=template.language)
    return Filling(person, {**values, **_outcome(template.version_of, material)}, sample_flags())


def _outcome(name: str, material: Material) -> Mapping[str, str]:
    """Return what the outcome means for which journeys send a message: of several, the first."""
    for place in places_of(name, material):
        allowed = place.known.get(_OUTCOME)
        if allowed is not None and allowed.is_present:
            return {"outcome_meaning": material.outcomes[min(allowed.values)].plain}
    return {}
