"""The pages of a refusal, a missing page and a fault. Machines get problem documents."""

from __future__ import annotations

from secrets import token_hex
from typing import Any, cast

import structlog
from litestar import Request, Response
from litestar.enums import MediaType, ScopeType
from litestar.exceptions import HTTPException, InternalServerException, PermissionDeniedException
from litestar.middleware import ASGIMiddleware
from litestar.status_codes import (
    HTTP_401_UNAUTHORIZED,
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_405_METHOD_NOT_ALLOWED,
    HTTP_429_TOO_MANY_REQUESTS,
    HTTP_500_INTERNAL_SERVER_ERROR,
    HTTP_503_SERVICE_UNAVAILABLE,
)
from litestar.types import ASGIApp, Receive, Scope, Send

from programme.shared.actor import Door
from programme.shared.faults import place_of
from programme.shared.refusal import Refusal
from programme.storage.away import DatabaseAway
from programme.web.kit.access import SignInNeeded, actor_of, is_cross_site
from programme.web.kit.exit import EXIT, leave_no_cookie
from programme.web.kit.leading_on import ANY_DOOR, way_to_sign_in
from programme.web.kit.no_route import ForWhoeverAsks, nobody_looked
from programme.web.kit.page_above import page_above
from programme.web.kit.read_afterwards import ReadAfterwards, RefusedBefore
from programme.web.kit.request_log import CLIENT_WENT_AWAY, WENT_AWAY
from programme.web.kit.sign_in_cookie import cookie_name, csrf_cookie_name, no_cookie
from programme.web.kit.timed_out import SIGNED_OUT, way_back
from programme.web.kit.typed_again import read_typed, typed_again
from programme.web.kit.visit import LedElsewhere, Visit

log = structlog.get_logger()
_RETRY_AFTER_SECONDS = 120
STAFF_PATHS = (
    "/custody",
    "/provider",
    "/partner",
    "/admin",
    "/sign-in",
    "/new-password",
    "/forgotten-password",
    "/account",
    "/not-done",
    *ANY_DOOR,
)
MACHINE_PATHS = ("/api/", "/webhooks/", "/metrics", "/health/")
TEMPLATES = {
    HTTP_403_FORBIDDEN: "errors/forbidden.html",
    HTTP_404_NOT_FOUND: "errors/not_found.html",
    HTTP_405_METHOD_NOT_ALLOWED: "errors/not_found.html",
    HTTP_429_TOO_MANY_REQUESTS: "errors/too_many.html",
}
"""The template of a status; any other is `errors/refusal.html`."""


class TooManyTries(Refusal):
    """Somebody tries too often from one network."""

    code = "too_many_tries"
    headline = "Too many tries"
    remedy = "Wait 15 minutes, then try again."
    status = HTTP_429_TOO_MANY_REQUESTS


class AnswerEarly(ASGIMiddleware):
    """Answers what is refused before a page is asked: inside the figures for monitoring, so that they count it."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        try:
            await next_app(scope, receive, send)
        except (Refusal, HTTPException, DatabaseAway) as no:
            request: Request[Any, Any, Any] = Request(scope, receive)
            await (await _early(request, no)).to_asgi_response(app=None, request=request)(scope, receive, send)


async def _early(request: Request[Any, Any, Any], no: Exception) -> Response[Any]:
    if isinstance(no, DatabaseAway):
        try:
            await read_typed(request)
        except HTTPException as refused:
            return show_http_error(request, refused)
        return show_away(request, no)
    if isinstance(no, SignInNeeded) and _is_his(request.scope["path"]):
        try:
            return _send_to_sign_in(request, await way_back(request))
        except (DatabaseAway, HTTPException):  # the way in is shown all the same
            return _send_to_sign_in(request)
    return (
        _refused_at_once(request, no)
        if isinstance(no, Refusal)
        else show_http_error(request, cast("HTTPException", no))
    )


def show_away(request: Request[Any, Any, Any], away: DatabaseAway) -> Response[Any]:
    """The database is away, locked, full or slow: nobody's fault here, and over soon. The typed answers are kept."""
    log.error("database_away", why=away.why, route=_route(request))
    if request.scope["path"] == EXIT:
        return _leave_all_the_same(request, HTTP_503_SERVICE_UNAVAILABLE)
    refusal = Refusal(
        headline="The service cannot be used at the moment",
        explanation="Something it needs is not available. Nothing that was saved before is lost.",
        remedy="Try again in a few minutes.",
    )
    refusal.status, refusal.code = HTTP_503_SERVICE_UNAVAILABLE, "away"
    shown = {"typed": typed_again(request), "path": request.scope["path"]}
    answer = _answer(request, HTTP_503_SERVICE_UNAVAILABLE, "errors/away.html", refusal, **shown)
    answer.headers["Retry-After"] = str(_RETRY_AFTER_SECONDS)
    return answer


def answer_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """A business "no", in the manner of the door it was met at; to a form that was sent, on a page of its own."""
    answer = _refused_at_once(request, refusal)
    if isinstance(refusal, LedElsewhere | SignInNeeded) or not _is_of_a_sent_page(request, refusal):
        return answer
    return ReadAfterwards(refusal, answer)


def _refused_at_once(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """The same without keeping anything."""
    if isinstance(refusal, SignInNeeded):
        return _send_to_sign_in(request)
    if isinstance(refusal, LedElsewhere):
        return Visit(request).to(refusal.path)
    log.info("refused", code=refusal.code, route=_route(request))
    template = TEMPLATES.get(refusal.status, "errors/refusal.html")
    back = {"back": refusal.back} if isinstance(refusal, RefusedBefore) else {}
    return _answer(request, refusal.status, template, refusal, **back)


def _is_of_a_sent_page(request: Request[Any, Any, Any], refusal: Refusal) -> bool:
    """Whether somebody who is signed in sent a form as a page, and is told why not. A script and a machine are answered
    at once, and so is whoever tries too often: nothing is written for him."""
    wanted, path = request.headers.get("accept", ""), request.scope["path"]
    script = request.headers.get("hx-request") == "true" or ("json" in wanted and "html" not in wanted)
    sent = request.method == "POST" and not script and not path.startswith(MACHINE_PATHS)
    return sent and refusal.status != HTTP_429_TOO_MANY_REQUESTS and actor_of(request.scope) is not None


def show_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """The framework's own refusals: no such page, too large, not allowed. Its words stay out of the answer."""
    status = error.status_code
    if isinstance(error, InternalServerException) and request.scope["state"].get(WENT_AWAY):
        return Response(b"", status_code=CLIENT_WENT_AWAY)
    if isinstance(error, PermissionDeniedException) and request.scope["path"] == EXIT:
        return _leave_all_the_same(request, HTTP_403_FORBIDDEN)
    refusal = Refusal(headline=_HEADLINES.get(status, "That did not work"), remedy=_remedy(status))
    refusal.status, refusal.code = status, f"http_{status}"
    answer = _answer(request, status, TEMPLATES.get(status, "errors/refusal.html"), refusal)
    if isinstance(error, PermissionDeniedException) and not is_cross_site(request):
        # Whatever token the browser holds did not do: it gets a new one with the next page. What another site
        # sends says nothing of the token that the reader's own pages hold.
        wiring = request.app.state.wiring
        answer.cookies.append(no_cookie(wiring, csrf_cookie_name(wiring.settings.secure_cookies)))
    missing = status in (HTTP_404_NOT_FOUND, HTTP_405_METHOD_NOT_ALLOWED)
    if missing and nobody_looked(request) and not request.scope["path"].startswith(MACHINE_PATHS):
        return ForWhoeverAsks(answer, lambda: show_http_error(request, error))
    return answer


def _leave_all_the_same(request: Request[Any, Any, Any], status: int) -> Response[Any]:
    """Whoever presses "Exit this page" is led away, whatever became of his form's token or of the database. The
    sign-in is out of his browser, unless it was another site that sent the form."""
    answer = Response(
        Visit(request).render("offender/gone.html", status=status),
        status_code=status,
        media_type=MediaType.HTML,
    )
    if not is_cross_site(request):
        leave_no_cookie(request.app.state.wiring, answer)
    return answer


def show_fault(request: Request[Any, Any, Any], fault: Exception) -> Response[Any]:
    """A fault of ours. The log gets the kind of fault and where, never its text: that may hold personal data. Page and
    log have the same number."""
    if _is_unreadable_token(fault):
        return show_http_error(request, PermissionDeniedException())
    number, where = token_hex(4), place_of(fault.__traceback__)
    log.error("fault", number=number, kind=type(fault).__name__, route=_route(request), where=where)
    refusal = Refusal(
        headline="Something went wrong",
        explanation=f"The fault is ours. Nothing you sent was kept. Our log has it as fault {number}.",
        remedy="Try again in a few minutes. If it happens again, tell us this number.",
    )
    refusal.status, refusal.code = HTTP_500_INTERNAL_SERVER_ERROR, "fault"
    answer = _answer(request, HTTP_500_INTERNAL_SERVER_ERROR, "errors/server_error.html", refusal)
    return ReadAfterwards(refusal, answer) if _is_of_a_sent_page(request, refusal) else answer


_HEADLINES = {
    400: "That could not be read",
    403: "That was not accepted",
    408: "That took too long",
    404: "Page not found",
    405: "Page not found",
    413: "That is too large",
    429: "Too many tries",
}
_LOOK_AGAIN = "If you typed the address, check it. If you followed a link, it may be out of date."
_REMEDIES = {
    404: _LOOK_AGAIN,
    405: _LOOK_AGAIN,
    408: "Go back and send it again.",
    403: "Go back, reload the page and send it again. Your browser must accept cookies from this site.",
    413: "Send less at once: a shorter text, or a smaller file.",
    429: "Wait 15 minutes, then try again.",
}


def _remedy(status: int) -> str:
    return _REMEDIES.get(status, "Check the address, or go back to the start.")


def _is_unreadable_token(fault: Exception) -> bool:
    """Whether the framework's comparison of form tokens broke, as it does on letters beyond ASCII and on a file sent
    as the token: that is a forged form, and no fault."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals.get("__name__") == "litestar.middleware.csrf"


def _answer(
    request: Request[Any, Any, Any], status: int, template: str, refusal: Refusal, **context: Any
) -> Response[Any]:
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
    above = page_above(request.app, path) if visit.actor else ""
    help_line = request.state.get("help_line")
    shown = {"staff": staff, "fragment": fragment, "title": refusal.headline, "back": above, "help_line": help_line}
    body = visit.render(template, refusal=refusal, **{**shown, **context})
    return Response(body, status_code=status, media_type=MediaType.HTML)


def _is_his(path: str) -> bool:
    return not path.startswith((*STAFF_PATHS, *MACHINE_PATHS))


def _send_to_sign_in(request: Request[Any, Any, Any], his_way: str = f"/?again={SIGNED_OUT}") -> Response[Any]:
    path = request.scope["path"]
    if path.startswith(MACHINE_PATHS):
        return _answer(request, HTTP_401_UNAUTHORIZED, "errors/refusal.html", SignInNeeded())
    wiring = request.app.state.wiring
    had_one = bool(request.cookies.get(cookie_name(wiring)))
    target = his_way if _is_his(path) else way_to_sign_in(request, again=had_one)
    if request.headers.get("hx-request") == "true":
        answer: Response[Any] = Response(b"", status_code=HTTP_401_UNAUTHORIZED, headers={"HX-Redirect": target})
    else:
        answer = Response(b"", status_code=303, headers={"Location": target})
    if had_one:
        answer.cookies.append(no_cookie(wiring, cookie_name(wiring)))
    return answer


def _route(request: Request[Any, Any, Any]) -> str:
    return str(request.scope.get("path_template") or "no route")
