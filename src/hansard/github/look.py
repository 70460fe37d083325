"""One request and what came back for it, whatever that is: to look at a server. No retries, no redirects."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from graphql import DocumentNode, print_ast

from hansard import __version__
from hansard.github.answers import Answer, read_answer
from hansard.github.client import LARGEST_ANSWER, NoConnection
from hansard.github.endpoint import Endpoint

TIMEOUT = aiohttp.ClientTimeout(total=60, connect=20)
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Look:
    """What one request brought: header names are in lower case, `seconds` run until the last byte."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    def answer(self) -> Answer:
        """The answer. Raises the AnswerError that it stands for."""
        return read_answer(self.status, self.headers, self.body)


async def look(endpoint: Endpoint, query: str | DocumentNode, variables: Mapping[str, object] | None = None) -> Look:
    """Send one request, with the token of the endpoint if there is one. Raises NoConnection when nothing comes back."""
    headers = {"User-Agent": f"hansard/{__version__}", "X-Github-Next-Global-ID": "1"}
    if endpoint.token is not None:
        headers["Authorization"] = f"Bearer {endpoint.token.get_secret_value()}"
    text = query if isinstance(query, str) else print_ast(query)
    payload: dict[str, Any] = {"query": text, "variables": dict(variables or {})}
    started = time.monotonic()
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT, headers=headers) as session,
            session.post(endpoint.url, json=payload, allow_redirects=False) as response,
        ):
            body = bytearray()
            while len(body) <= LARGEST_ANSWER and (chunk := await response.content.read(CHUNK)):
                body += chunk
            told = {name.lower(): value for name, value in response.headers.items()}
            return Look(response.status, told, bytes(body), time.monotonic() - started)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise NoConnection(endpoint.url, str(error) or type(error).__name__) from None
