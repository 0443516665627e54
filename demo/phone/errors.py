"""The error answers of GOV.UK Notify's API, of one shape."""

from collections.abc import Iterable, Mapping

from starlette.responses import JSONResponse


class Refused(Exception):
    """A call that the API answers with an error: status, and pairs of error type and message."""

    def __init__(self, status: int, errors: Iterable[tuple[str, str]], *, retry_after_s: float | None = None):
        super().__init__()
        self.status = status
        self.errors = list(errors)
        self.retry_after_s = retry_after_s

    def as_response(self) -> JSONResponse:
        """Return the answer as it goes over the wire."""
        body = {
            "status_code": self.status,
            "errors": [{"error": kind, "message": message} for kind, message in self.errors],
        }
        headers: Mapping[str, str] = {}
        if self.retry_after_s is not None:
            headers = {"Retry-After": f"{self.retry_after_s:g}"}
        return JSONResponse(body, status_code=self.status, headers=headers)


def bad_request(message: str) -> Refused:
    """Return the error for a call of the right shape that cannot be met."""
    return Refused(400, [("BadRequestError", message)])


def not_found() -> Refused:
    """Return the error for an id that nothing has."""
    return Refused(404, [("NoResultFound", "No result found")])


def auth_error(message: str, *, status: int) -> Refused:
    """Return the error for a caller that may not."""
    return Refused(status, [("AuthError", message)])
