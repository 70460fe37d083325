"""A client without a socket, and a small history to play with."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hansard.sandbox import History, Sandbox

QUERIES = Path(__file__).resolve().parents[2] / "queries"
START = datetime(2025, 6, 1, tzinfo=UTC)


def hour(number: float) -> datetime:
    """So many hours after the beginning of the small history."""
    return START + timedelta(hours=number)


class Client:
    """Asks a sandbox as a program would: text in, JSON out."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def answer(self, query: str, /, _authorization: str | None = "bearer sandbox", **variables: Any) -> Any:
        body = json.dumps({"query": query, "variables": variables}).encode()
        return self.sandbox.answer(_authorization, body)

    def ask(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """The whole JSON of the answer."""
        answer: dict[str, Any] = json.loads(self.answer(query, **variables).body)
        return answer

    def data(self, query: str, /, **variables: Any) -> Any:
        """The data of an answer that must be without errors."""
        answer = self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def repository(self, selection: str) -> Any:
        return self.data(f'{{ repository(owner: "vllm-project", name: "vllm") {{ {selection} }} }}')["repository"]

    def issue(self, number: int, selection: str) -> Any:
        return self.repository(f"issue(number: {number}) {{ {selection} }}")["issue"]

    def pull(self, number: int, selection: str) -> Any:
        return self.repository(f"pullRequest(number: {number}) {{ {selection} }}")["pullRequest"]

    def error(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """The only error of an answer."""
        (error,) = self.ask(query, **variables)["errors"]
        assert isinstance(error, dict)
        return error


@pytest.fixture
def history() -> History:
    """Two labels, an issue and a pull request, opened in the first two hours."""
    history = History()
    history.declare("ann", association="MEMBER")
    history.declare("robot", kind="Bot")
    history.add(type="create_label", at=hour(-2), label="bug")
    history.add(type="create_label", at=hour(-1), label="amd")
    history.add(type="open_issue", at=hour(0), number=1, actor="ben", title="First", body="original")
    history.add(type="open_pull_request", at=hour(1), number=2, actor="ann", title="Second", body="")
    return history


@pytest.fixture
def sandbox(history: History) -> Sandbox:
    """The small history, a thousand hours later."""
    return Sandbox(history, hour(1000))


@pytest.fixture
def client(sandbox: Sandbox) -> Client:
    return Client(sandbox)


@pytest.fixture
def updated(history: History, client: Client) -> Callable[..., float]:
    """Adds one event and tells at which hour an item was last updated."""

    def add(number: int = 1, of: int | None = None, **event: Any) -> float:
        history.add(number=number, **event)
        node = client.repository(f"issueOrPullRequest(number: {of or number}) {{ ... on Issue {{ updatedAt }} "
                                 "... on PullRequest { updatedAt } }")["issueOrPullRequest"]  # fmt: skip
        return (datetime.fromisoformat(node["updatedAt"]) - START).total_seconds() / 3600

    return add


def document(name: str) -> str:
    """One of the program's own documents, with all fragments that it needs."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(QUERIES.glob("*.graphql"))}
    fragments = {found: text for text in texts.values() for found in re.findall(r"^fragment (\w+)", text, re.MULTILINE)}
    found, wanted = [texts[name]], re.findall(r"\.\.\.\s*([A-Z]\w+)", texts[name])
    seen: set[str] = set()
    while wanted:
        fragment = wanted.pop()
        if fragment not in seen:
            seen.add(fragment)
            found.append(fragments[fragment])
            wanted += re.findall(r"\.\.\.\s*([A-Z]\w+)", fragments[fragment])
    return "\n".join(found)
