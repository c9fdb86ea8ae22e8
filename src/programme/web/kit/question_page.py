"""A form that asks something and changes nothing."""

from __future__ import annotations

from typing import Any

from litestar import Response

from programme.web.kit.form_page import F, FormPage, Found
from programme.web.kit.visit import Visit


class QuestionPage(FormPage[Found, F]):
    """A form that asks and changes nothing: `answer` stands on the same page, and again when it is reloaded."""

    async def take(self, visit: Visit) -> Response[Any]:
        """Keep the question; the page answers it."""
        number, form, typed = await self.sent(visit)
        return await self.again(visit, number, form, typed)
