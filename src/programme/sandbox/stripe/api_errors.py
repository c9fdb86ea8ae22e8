"""How Stripe says no: an error object and the HTTP status that goes with it."""

from __future__ import annotations

from typing import Any

DOCUMENTATION = "https://docs.stripe.com/error-codes/"
BAD_REQUEST, UNAUTHORISED, NOT_FOUND, TOO_MANY, BROKEN = 400, 401, 404, 429, 500


class ApiError(Exception):
    """An answer that is an error. `executed` marks those that came after the work began: Stripe keeps them under
    their idempotency key and gives them again; a request that was never understood is not kept."""

    def __init__(
        self,
        message: str,
        *,
        status: int = BAD_REQUEST,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        executed: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.kind = kind
        self.code = code
        self.param = param
        self.executed = executed

    def body(self) -> dict[str, Any]:
        """The JSON body, without the parts that are absent."""
        error: dict[str, Any] = {"message": self.message, "type": self.kind}
        if self.code:
            error |= {"code": self.code, "doc_url": DOCUMENTATION + self.code.replace("_", "-")}
        if self.param:
            error["param"] = self.param
        return {"error": error}


def missing(kind: str, object_id: str, param: str) -> ApiError:
    """There is no such object."""
    return ApiError(f"No such {kind}: '{object_id}'", status=NOT_FOUND, code="resource_missing", param=param)


def needed(param: str) -> ApiError:
    """A parameter that cannot be left out was left out."""
    return ApiError(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown(param: str, note: str = "") -> ApiError:
    """A parameter that this call does not take."""
    return ApiError(f"Received unknown parameter: {param}{note}", code="parameter_unknown", param=param)


def broken() -> ApiError:
    """Stripe's own fault."""
    return ApiError("An unknown error occurred. Please try again.", status=BROKEN, kind="api_error", executed=True)


def too_many() -> ApiError:
    """Too many calls at once."""
    return ApiError("Too many requests hit the API too quickly.", status=TOO_MANY, code="rate_limit")
