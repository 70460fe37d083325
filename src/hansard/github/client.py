"""One GraphQL request after another, over gql and aiohttp, with bounded retries."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from types import TracebackType
from typing import Any, Self, cast

import aiohttp
import stamina
from gql import Client, GraphQLRequest
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportClosed, TransportConnectionFailed
from graphql import DocumentNode, ExecutionResult, GraphQLSchema, print_ast

from hansard import __version__
from hansard.errors import HansardError, Stopped
from hansard.github.answers import Answer, AnswerError, Misfit, RateLimited, TooHeavy, Unavailable, read_answer
from hansard.github.documents import batch_request, request
from hansard.github.endpoint import Endpoint
from hansard.github.fit import Fitted, fit, told
from hansard.github.introspection import INTROSPECTION, schema_of

# on_wait tells of retries; stamina's own word about them would go to stderr beside it.
logging.getLogger("stamina").addHandler(logging.NullHandler())

Variables = dict[str, object] | list[dict[str, object]]
ATTEMPTS = 8
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
# 100 items with bodies of 256 KiB are 26 MB; more than this is not GitHub.
LARGEST_ANSWER = 128 * 1024 * 1024
TIMEOUT = aiohttp.ClientTimeout(total=90, connect=20)


@dataclass(frozen=True, slots=True)
class Request:
    """What one request was and cost, for the record of requests. `outcome` is 'ok' or the kind of the error."""

    operation: str
    page_size: int | None
    requested_at: datetime
    seconds: float
    outcome: str
    cost: int | None
    remaining: int | None
    node_count: int | None
    request_id: str | None


class NoConnection(HansardError):
    """The endpoint cannot be reached."""

    def __init__(self, url: str, why: str) -> None:
        self.url = url
        super().__init__(f"cannot reach {url}: {why}. Check the network and --api-url, then run the same command again")


class OutOfPoints(Stopped):
    """The points that this run may spend are spent."""

    def __init__(self, spent: int) -> None:
        self.spent = spent
        super().__init__(f"{spent} points are spent, as many as allowed; every page so far is saved. Go on later")


class NotWaiting(Stopped):
    """GitHub wants a pause, and this run is not to wait."""

    def __init__(self, told: str, wait: float) -> None:
        self.wait = wait
        super().__init__(f"{told}; every page so far is saved. Run the same command again in {wait:.0f} s")


class _Transport(AIOHTTPTransport):
    """gql's transport, except that status, headers and body decide together, and no redirect is followed."""

    async def execute(
        self, request: GraphQLRequest, *, extra_args: dict[str, Any] | None = None, upload_files: bool = False
    ) -> ExecutionResult:
        if (session := self.session) is None:
            raise TransportClosed("this session is not open")
        try:
            async with session.post(self.url, json=_payload(request), ssl=self.ssl, allow_redirects=False) as response:
                body = await _read(response)
                headers = {name.lower(): value for name, value in response.headers.items()}
                status = response.status
        except (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError) as error:
            raise Unavailable(f"the connection broke while GitHub answered ({type(error).__name__})") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TransportConnectionFailed(str(error) or type(error).__name__) from error
        return ExecutionResult(data={"answer": read_answer(status, headers, body)})


def _payload(request: GraphQLRequest) -> dict[str, Any]:
    """What is sent. gql's own would print the document anew for each request."""
    return {"query": _printed(request.document), "variables": request.variable_values or {}}


# More than a sync has documents: batches of each size count as one.
@lru_cache(maxsize=256)
def _printed(document: DocumentNode) -> str:
    return print_ast(document)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    chunks = bytearray()
    async for chunk in response.content.iter_chunked(1 << 16):
        chunks += chunk
        if len(chunks) > LARGEST_ANSWER:
            raise TooHeavy(f"an answer of over {LARGEST_ANSWER >> 20} MiB")
    return bytes(chunks)


class GitHub:
    """A session with one endpoint: `async with GitHub(endpoint) as github`. One request is in flight at a time.

    `on_wait(why, seconds)` is told before each pause, `on_request(Request)` after each request, `on_note(text)` once
    what an older server does not know. After `max_points`
    points no request is sent any more (OutOfPoints); without `wait` a limit of GitHub's ends it too (NotWaiting).
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        on_wait: Callable[[str, float], None] = lambda why, seconds: None,
        on_request: Callable[[Request], None] = lambda request: None,
        on_note: Callable[[str], None] = lambda text: None,
        max_points: int | None = None,
        wait: bool = True,
    ) -> None:
        self._max_points, self._wait, self._spent = max_points, wait, 0
        self._endpoint, self._on_wait, self._on_request, self._on_note = endpoint, on_wait, on_request, on_note
        self._schema: GraphQLSchema | None = None
        self._fits: dict[DocumentNode, Fitted] = {}
        self._left_out: set[str] = set()
        headers = {"User-Agent": f"hansard/{__version__}", "X-Github-Next-Global-ID": "1"}
        if endpoint.token is not None:
            headers["Authorization"] = f"Bearer {endpoint.token.get_secret_value()}"
        transport = _Transport(url=endpoint.url, headers=headers, client_session_args={"timeout": TIMEOUT})
        self._client = Client(transport=transport, execute_timeout=None)

    async def __aenter__(self) -> Self:
        self._session = await self._client.connect_async(reconnecting=False)  # type: ignore[no-untyped-call]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.close_async()  # type: ignore[no-untyped-call]

    async def execute(
        self,
        operation: str,
        variables: Variables,
        *,
        page_size: int | None = None,
        shrinkable: bool = False,
        check: Callable[[Answer], None] = lambda answer: None,
    ) -> Answer:
        """Run an operation of queries/ and give its answer, trying again where that helps.

        A list of variables runs it once for each, in one request: the answers are i0, i1, ... in the data.
        With `shrinkable` the caller asks for less on TooHeavy; without, the same is asked again after a pause.
        `check` may raise an AnswerError for an answer that is not good enough.
        Raises the AnswerError that stayed after the last attempt, or NoConnection.
        """

        try:
            return await self._persist(operation, variables, page_size, check, shrinkable=shrinkable)
        except Misfit:
            if self._schema is not None:
                raise
            # An older server: what its schema has not is left out of every document from now on.
            self._schema = schema_of((await self._once(GraphQLRequest(INTROSPECTION), "introspection")).data)
            return await self._persist(operation, variables, page_size, check, shrinkable=shrinkable)

    async def _persist(
        self,
        operation: str,
        variables: Variables,
        page_size: int | None,
        check: Callable[[Answer], None],
        *,
        shrinkable: bool,
    ) -> Answer:
        def pause(error: Exception) -> bool | float:
            if isinstance(error, RateLimited):
                if not self._wait:
                    return False
                self._on_wait(error.told, error.wait)
                return error.wait
            if isinstance(error, TransportConnectionFailed):
                self._on_wait(f"no connection ({error})", 0.0)
                return True
            if isinstance(error, Unavailable) or (isinstance(error, TooHeavy) and not shrinkable):
                self._on_wait(error.told, 0.0)
                return True
            return False

        try:
            async for attempt in stamina.retry_context(
                on=pause, attempts=ATTEMPTS, timeout=None, wait_initial=FIRST_PAUSE, wait_max=LONGEST_PAUSE
            ):
                with attempt:
                    asked = (
                        request(operation, variables)
                        if isinstance(variables, dict)
                        else batch_request(operation, variables)
                    )
                    return await self._once(self._fitted(asked), operation, page_size, check)
        except TransportConnectionFailed as error:
            raise NoConnection(self._endpoint.url, str(error)) from None
        except RateLimited as error:
            if self._wait:
                raise
            raise NotWaiting(error.told, error.wait) from None
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _fitted(self, asked: GraphQLRequest) -> GraphQLRequest:
        """The request without what the server's schema has not, where that is known to matter."""
        if self._schema is None:
            return asked
        if asked.document not in self._fits:
            fitted = self._fits[asked.document] = fit(self._schema, asked.document)
            if news := set(fitted.left_out) - self._left_out:
                self._left_out |= news
                self._on_note(told(news))
        return GraphQLRequest(self._fits[asked.document].document, variable_values=asked.variable_values)

    async def _once(
        self,
        asked: GraphQLRequest,
        operation: str,
        page_size: int | None = None,
        check: Callable[[Answer], None] = lambda answer: None,
    ) -> Answer:
        if self._max_points is not None and self._spent >= self._max_points:
            raise OutOfPoints(self._spent)
        requested_at, start = datetime.now(UTC), time.monotonic()
        outcome, request_id = "interrupted", None
        answer: Answer | None = None
        try:
            result = await self._session.execute(asked, get_execution_result=True)
            answer = cast("Answer", result.data["answer"])
            request_id = answer.request_id
            check(answer)
            outcome = "ok"
        except AnswerError as error:
            outcome, request_id = type(error).__name__, error.request_id
            raise
        except TransportConnectionFailed:
            outcome = "NoConnection"
            raise
        finally:
            rate = answer.rate if answer else None
            # What fails may cost as well: at least one point is assumed.
            self._spent += (rate.cost if rate else None) or 1
            self._on_request(
                Request(
                    operation=operation,
                    page_size=page_size,
                    requested_at=requested_at,
                    seconds=time.monotonic() - start,
                    outcome=outcome,
                    cost=rate.cost if rate else None,
                    remaining=rate.remaining if rate else None,
                    node_count=rate.node_count if rate else None,
                    request_id=request_id,
                )
            )
        return answer
