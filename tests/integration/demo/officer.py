"""An officer at the crime system's pages, and a look behind them."""

import re
from typing import Any

import requests
from sqlalchemy import Engine, text

CRIME = {
    "offence": "044/CYC",
    "from_date": "1/3/2026",
    "from_time": "18:30",
    "place": "High Street",
    "ward": "Castle",
    "summary": "Your bicycle was taken from the rack.",
    "victim_first": "Amina",
    "victim_last": "Example",
    "victim_dob": "12/4/1988",
    "victim_mobile": "07700 900001",
    "victim_email": "amina@example.org",
    "victim_postcode": "AN1 4QT",
}


def row(engine: Engine, statement: str, **values: object) -> Any:
    """Return the one row that a statement finds."""
    with engine.connect() as connection:
        return connection.execute(text(statement), values).one()


class OfficerClient(requests.Session):
    """A browser without a screen: a form is posted with the token of the page that shows it."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        """Call a path of the crime system, or a whole address."""
        whole = url if str(url).startswith("http") else f"{self._url}{url!s}"
        return super().request(method, whole, *args, **{"timeout": 20, **kwargs})

    def send_form(self, path: str, **values: object) -> requests.Response:
        """Open the page, fill its form, send it, and go where it leads."""
        return self.post(path, data={"token": self.token(path), **values})

    def token(self, path: str) -> str:
        """Return the token that the page's form carries."""
        found = re.search(r'name="token" value="([^"]+)"', self.get(path).text)
        assert found, path
        return found[1]
