"""What messages cost, by the dated price list of the content."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

PRICES: Final = Path("prices", "messages.yaml")


@dataclass(frozen=True)
class Price:
    """What one part of an SMS costs, without VAT, and who says so."""

    pence_a_part: float
    source: str

    def pounds(self, parts: int) -> str:
        """Return what so many parts cost."""
        return f"£{parts * self.pence_a_part / 100:,.2f}"


def read_price(content: Path) -> Price:
    """Return the price of the list under `content/`."""
    sms = yaml.safe_load((content / PRICES).read_text(encoding="utf-8"))["sms"]
    source = f"{sms['source']}; read on {sms['read_on']}; {sms['mark']}"
    return Price(float(sms["pence_a_part"]), source)


def given_price(pence: float) -> Price:
    """Return the price that the caller named."""
    return Price(pence, "as given with --price-pence")
