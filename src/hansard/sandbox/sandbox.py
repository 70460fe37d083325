"""The emulator itself: takes the bytes of a request, gives an answer. Sockets are the server's affair."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLError,
    execute_sync,
)

from hansard.sandbox import answers, ids
from hansard.sandbox.answers import Answer, Meter
from hansard.sandbox.budget import Budget
from hansard.sandbox.documents import Plan, load_documents
from hansard.sandbox.faults import Faults
from hansard.sandbox.history import History
from hansard.sandbox.problems import Refusal
from hansard.sandbox.times import format_instant
from hansard.sandbox.views.root import Charged, Root
from hansard.sandbox.world import World

# The account whose token it is.
_VIEWER = ids.ACCOUNT_BASE


@dataclass(slots=True)
class Request:
    """One line of the request log."""

    id: str
    operation: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    status: int = 0
    cost: int = 0
    node_count: int = 0
    errors: int = 0
    fault: str | None = None
    at: datetime | None = None
    seconds: float = 0.0


class Sandbox:
    """A GitHub that knows a repository, whose whole history is at hand, at an instant that can be chosen.

    `others` are the histories of more repositories on the same server. Accounts are known by their place in a history:
    one that several repositories share must be declared at the same place in each.
    `token` None lets every token in. With `tick` the clock runs on from `now`, else it stands. `points` and `hour` are
    the primary rate limit and the seconds after which it starts anew. `unknown_types` are timeline entries of the
    future: they appear in every timeline that the history gives them, whatever types are asked for. `without` makes
    the server an older one, which does not know these types (IssueTypeAddedEvent), fields (Issue.stateReason), values
    (IssueTimelineItemsItemType.PINNED_EVENT) and arguments (Query.repository.followRenames). `headers` go with every
    answer to a token that is let in, such as X-OAuth-Scopes.
    """

    def __init__(
        self,
        history: History,
        now: datetime,
        token: str | None = "sandbox",  # noqa: S107
        *,
        tick: bool = False,
        points: int = 5000,
        hour: float = 3600.0,
        unknown_types: bool = False,
        without: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        others: Sequence[History] = (),
    ) -> None:
        self.history, self.token = history, token
        self.faults = Faults()
        self.budget = Budget(points, hour)
        self.requests: list[Request] = []
        self._tick = tick
        self._started = time.monotonic()
        self._now = _utc(now)
        self._without, self._headers = frozenset(without), dict(headers or {})
        self._documents = load_documents(without=self._without)
        self._known = frozenset(self._documents.schema.type_map)
        self._unknown_types = unknown_types
        self._world: World | None = None
        self._others = [World(history, self.now, self._known) for history in others]

    @property
    def now(self) -> datetime:
        """The clock. Setting it moves it, back as well as forth; a running one runs on from there."""
        passed = timedelta(seconds=int(time.monotonic() - self._started)) if self._tick else timedelta()
        return self._now + passed

    @now.setter
    def now(self, instant: datetime) -> None:
        self._now, self._started = _utc(instant), time.monotonic()

    def world(self) -> World:
        """The repository as it is now."""
        if self._world is None:
            self._world = World(self.history, self.now, self._known)
        self._world.move(self.now)
        return self._world

    def worlds(self) -> list[World]:
        """Every repository as it is now, the first one first."""
        for world in self._others:
            world.move(self.now)
        return [self.world(), *self._others]

    def _take_in_unknown_types(self) -> None:
        """Teach the schema the types of timeline entries that no published schema knows."""
        unknown = frozenset(self.history.typenames) - self._known
        if self._unknown_types and unknown != self.world().unknown_types:
            self.world().unknown_types = unknown
            self._documents = load_documents(unknown, self._without)

    def answer(self, authorization: str | None, body: bytes) -> Answer:
        """Answer one POST to /graphql."""
        began, now = time.perf_counter(), self.now
        request = Request(_request_id(len(self.requests)), at=now)
        self.requests.append(request)
        answer = self._authenticate(authorization)
        meter = None
        if answer is None:
            answer = self._execute(request, now, body)
            budget = self.budget
            meter = Meter(budget.limit, budget.remaining, budget.used, budget.reset_at(now))
            answer.headers = self._headers | answer.headers
        request.status = answer.status
        request.seconds = time.perf_counter() - began
        return answers.with_headers(answer, now, request.id, meter)

    def _authenticate(self, authorization: str | None) -> Answer | None:
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() not in ("bearer", "token") or not token:
            return answers.unauthenticated()
        return None if self.token in (None, token.strip()) else answers.bad_credentials()

    def _execute(self, request: Request, now: datetime, body: bytes) -> Answer:
        try:
            asked = json.loads(body)
        except ValueError:
            return answers.bad_json()
        if not isinstance(asked, Mapping) or not isinstance(asked.get("query"), str):
            return answers.no_query()
        self._take_in_unknown_types()
        request.variables = dict(asked.get("variables") or {})
        plan = self._documents.plan(asked["query"], asked.get("operationName"), request.variables)
        request.operation = plan.name
        fault = self.faults.take(plan.name, plan.price.width)
        request.fault = fault.fault if fault else None
        if fault and (answer := answers.instead(fault, now, request.id, _VIEWER, self.budget.limit)):
            if answer.status == 502:  # a timeout costs points all the same
                self._charge(request, now, plan)
            return answer
        if plan.problems:
            request.errors = len(plan.problems)
            return answers.refused(*plan.problems)
        if not plan.dry_run and not self._charge(request, now, plan):
            request.cost, request.errors = 0, 1
            return answers.rate_limited(_VIEWER)
        shaped = self._run(now, plan)
        request.errors = len(shaped.get("errors", ()))
        return answers.spoiled(fault, shaped) if fault else answers.as_json(shaped)

    def _charge(self, request: Request, now: datetime, plan: Plan) -> bool:
        request.cost, request.node_count = plan.price.points, plan.price.nodes
        return self.budget.charge(now, plan.price.points)

    def _run(self, now: datetime, plan: Plan) -> dict[str, Any]:
        budget, bill = self.budget, plan.price
        reset = format_instant(budget.reset_at(now))
        charged = Charged(bill.points, bill.nodes, budget.limit, budget.remaining, budget.used, reset)
        root = Root(self.worlds(), charged)
        return _shaped(
            execute_sync(
                self._documents.schema,
                plan.document,
                root,
                variable_values=plan.variables,
                operation_name=plan.name,
            )
        )


def _shaped(result: ExecutionResult) -> dict[str, Any]:
    """A result in GitHub's shape. What was not refused on purpose is a fault of this program, and raised as one."""
    errors = [_execution_problem(error) for error in result.errors or ()]
    return {"data": result.data, **({"errors": errors} if errors else {})}


def _execution_problem(error: GraphQLError) -> dict[str, Any]:
    cause = error.original_error
    if not isinstance(cause, Refusal):
        raise cause or error
    places = [{"line": place.line, "column": place.column} for place in error.locations or ()]
    return {"type": cause.kind, "path": error.path, "locations": places, "message": str(cause)}


def _request_id(number: int) -> str:
    return f"5A4D:{number:06X}:B0C5:{number * 7919 % 0xFFFFFF:06X}:693969C0"


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("the sandbox's clock needs an instant with a time zone")
    return instant.astimezone(UTC).replace(microsecond=0)
