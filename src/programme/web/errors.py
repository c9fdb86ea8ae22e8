"""What a refusal, a missing page and a fault look like to a person. Machines get problem documents."""

from __future__ import annotations

from typing import Any

import structlog
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException, PermissionDeniedException

from programme.shared.actor import Door
from programme.shared.refusal import Refusal
from programme.web.access import SignInNeeded
from programme.web.sign_in_cookie import cookie_name, csrf_cookie_name, no_cookie
from programme.web.visit import Visit

log = structlog.get_logger()
STAFF_PATHS = ("/custody", "/provider", "/partner", "/admin", "/sign-in")
MACHINE_PATHS = ("/api/", "/webhooks/", "/metrics", "/health/")


def show_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """A business "no", in the manner of the door it was met at."""
    if isinstance(refusal, SignInNeeded):
        return _send_to_sign_in(request)
    return _answer(
        request,
        refusal.status,
        "errors/not_found.html" if refusal.status == 404 else "errors/refusal.html",  # noqa: PLR2004
        refusal,
    )


def show_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """The framework's own refusals: no such page, too large, not allowed."""
    refusal = Refusal(headline=_HEADLINES.get(error.status_code, "That did not work"), remedy=_remedy(error))
    refusal.status = error.status_code
    refusal.code = f"http_{error.status_code}"
    template = {404: "errors/not_found.html", 405: "errors/not_found.html", 403: "errors/forbidden.html"}.get(
        error.status_code, "errors/refusal.html"
    )
    answer = _answer(request, error.status_code, template, refusal)
    if isinstance(error, PermissionDeniedException):
        wiring = request.app.state.wiring
        answer.cookies.append(no_cookie(wiring, csrf_cookie_name(wiring.settings.secure_cookies)))
    return answer


def show_fault(request: Request[Any, Any, Any], fault: Exception) -> Response[Any]:
    """A fault of ours. The log gets the kind of fault and where, never its text: that may hold personal data."""
    if _is_forged_token(fault):
        return show_http_error(request, PermissionDeniedException("CSRF token verification failed"))
    log.error("fault", kind=type(fault).__name__, route=_route(request), where=_where(fault))
    refusal = Refusal(
        headline="Something went wrong",
        explanation="The fault is ours. Nothing you sent was kept.",
        remedy="Try again in a few minutes.",
    )
    refusal.status, refusal.code = 500, "fault"
    return _answer(request, 500, "errors/server_error.html", refusal)


_HEADLINES = {
    400: "That could not be read",
    403: "That was not accepted",
    404: "Page not found",
    405: "Page not found",
    413: "That is too large",
    429: "Too many tries",
}


def _remedy(error: HTTPException) -> str:
    if error.status_code == 403:  # noqa: PLR2004
        return "Go back, reload the page and send it again. Your browser must accept cookies from this site."
    if error.status_code == 413:  # noqa: PLR2004
        return "Choose a smaller file, or split it."
    return "Check the address, or go back to the start."


def _is_forged_token(fault: Exception) -> bool:
    """A token with letters beyond ASCII makes the framework's comparison fail: it is a forged form, not a fault."""
    return isinstance(fault, TypeError) and "non-ASCII" in str(fault)


def _answer(request: Request[Any, Any, Any], status: int, template: str, refusal: Refusal) -> Response[Any]:
    path = request.scope["path"]
    if path.startswith(MACHINE_PATHS):
        problem = {
            "type": f"urn:programme:problem:{refusal.code}",
            "title": refusal.headline,
            "status": status,
            "detail": " ".join(part for part in (refusal.explanation, refusal.remedy) if part),
        }
        return Response(problem, status_code=status, media_type="application/problem+json")
    visit = Visit(request)
    staff = visit.actor.door is not Door.OFFENDER if visit.actor else path.startswith(STAFF_PATHS)
    fragment = request.headers.get("hx-request") == "true"
    body = visit.render(template, refusal=refusal, staff=staff, fragment=fragment, title=refusal.headline)
    return Response(body, status_code=status, media_type=f"{MediaType.HTML.value}; charset=utf-8")


def _send_to_sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    path = request.scope["path"]
    if path.startswith(MACHINE_PATHS):
        return _answer(request, 401, "errors/refusal.html", SignInNeeded())
    wiring = request.app.state.wiring
    target = "/sign-in?again=1" if path.startswith(STAFF_PATHS) else "/?again=1"
    if request.headers.get("hx-request") == "true":
        answer: Response[Any] = Response(b"", status_code=401, headers={"HX-Redirect": target})
    else:
        answer = Response(b"", status_code=303, headers={"Location": target})
    if request.cookies.get(cookie_name(wiring)):
        answer.cookies.append(no_cookie(wiring, cookie_name(wiring)))
    return answer


def _route(request: Request[Any, Any, Any]) -> str:
    return str(request.scope.get("path_template") or "no route")


def _where(fault: Exception) -> str:
    frames = []
    trace = fault.__traceback__
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " < ".join(reversed(frames[-6:]))
