"""The bundled history tells the sample report's appendix exactly, and nothing else of its window."""

import json
from collections import Counter
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.sandbox.conftest import Client, document

from hansard.sandbox import BUNDLED_NOW, History, Sandbox
from hansard.sandbox.times import parse_instant

START, END = parse_instant("2025-12-10T19:35:00+08:00"), parse_instant("2025-12-10T20:35:00+08:00")
REAL_AUTHORS = {"youngze0016", "hmellor", "markmc", "gronsti-amd", "googs1025"}
# As the report prints them: number, title, labels, author, local time.
APPENDIX = {
    "new issues": [
        (
            "#30387 [Bug]: illegal memory access countered when using kv-cache-type=fp8  loading  a weight-fp8 model"
            " for evaltest  in flash-attn backend — bug — by youngze0016 2025-12-10 19:43"
        )
    ],
    "closed issues": [],
    "new pulls": [
        (
            '#30389 Standardise `get_rope` to use `rope_parameters["partial_rotary_factor"]`, not `rotary_dim`'
            " — performance,llama,qwen,deepseek,gpt-oss — by hmellor 2025-12-10 20:33"
        ),
        "#30388 [Docs] Generate full list of metrics in user docs — documentation — by markmc 2025-12-10 19:50",
    ],
    "merged pulls": [],
    "closed pulls": [
        (
            "#26701 [ROCm]: W8A8BlockFp8LinearOp should use AITER on MI355X — rocm,ready,needs-rebase — by gronsti-amd"
            " 2025-12-10 20:33"
        ),
        (
            "#30348 [Docs]: adds a new metric vllm:request_prefill_kv_computed_tokens in docs — documentation — by"
            " googs1025 2025-12-10 19:59"
        ),
    ],
}


@pytest.fixture(scope="module")
def bundled() -> History:
    return History.bundled()


def events() -> list[dict[str, Any]]:
    parts = [part for part in (files("hansard.sandbox") / "bundled").iterdir() if part.name.endswith(".json")]
    return [event for part in parts for event in json.loads(part.read_text(encoding="utf-8"))["events"]]


def line(item: dict[str, Any], moment: datetime) -> str:
    local = moment.astimezone(ZoneInfo("Asia/Shanghai"))
    return (
        f"#{item['number']} {item['title']} — {','.join(item['labels'])} — by {item['author']} {local:%Y-%m-%d %H:%M}"
    )


def test_the_window_holds_the_appendix_and_nothing_else(bundled: History) -> None:
    items = bundled.items_at(END - timedelta(seconds=1))
    pulls = [item for item in items if item["kind"] == "pull_request"]
    issues = [item for item in items if item["kind"] == "issue"]

    def lines(among: list[dict[str, Any]], key: str) -> list[str]:
        found = [item for item in among if item[key] and START <= item[key] < END]
        return [line(item, item[key]) for item in sorted(found, key=lambda item: item[key], reverse=True)]

    unmerged = [item for item in pulls if item["merged_at"] is None]
    assert {
        "new issues": lines(issues, "created_at"),
        "closed issues": lines(issues, "closed_at"),
        "new pulls": lines(pulls, "created_at"),
        "merged pulls": lines(pulls, "merged_at"),
        "closed pulls": lines(unmerged, "closed_at"),
    } == APPENDIX
    assert not [event for event in events() if event["type"] == "reopen" and START <= parse_instant(event["at"]) < END]


def test_real_accounts_open_their_items_and_do_nothing_else() -> None:
    told = [event for event in events() if event.get("number", 0) < 9_000_000 and "number" in event]
    assert {event["number"] for event in told} == {30387, 30388, 30389, 26701, 30348}
    for event in told:
        assert event["actor"] in (REAL_AUTHORS if event["type"].startswith("open_") else {None})
        assert event.get("body", "") == ""


def test_all_the_rest_is_plainly_synthetic() -> None:
    for event in events():
        if event.get("number", 0) < 9_000_000:
            continue
        people = [event[key] for key in ("actor", "assignee", "reviewer") if event.get(key)]
        assert all(person.startswith("sandbox-") for person in people), event
        assert event["number"] > 9_000_000
        assert event.get("title", "[Sandbox]").startswith("[Sandbox]"), event


def test_label_order_is_that_of_the_repository(bundled: History) -> None:
    known = ["bug", "documentation", "usage", "quantization", "rocm", "RFC", "structured-output", "frontend", "tpu"]
    known += ["ready", "v1", "multi-modality", "tool-calling", "qwen", "deepseek", "kv-connector", "gpt-oss", "nvidia"]
    labels = bundled.directory_at(BUNDLED_NOW)
    ordered = [label.name for label in labels.labels_of(labels.labels)]
    assert [name for name in ordered if name in known] == known


def test_there_is_something_for_every_section(bundled: History) -> None:
    inside = [event for event in events() if START <= parse_instant(event["at"]) < END]
    talk = Counter((event["number"], event["actor"]) for event in inside if event["type"] == "comment")
    people = {actor for number, actor in talk if number == 9000012}
    assert people >= {"sandbox-ada", "sandbox-bao", "sandbox-maintainer"}
    assert {event["state"] for event in inside if event["type"] == "review"} >= {"APPROVED", "CHANGES_REQUESTED"}
    items = {item["number"]: item for item in bundled.items_at(END)}
    assert (items[9000014]["state"], items[9000014]["comment_count"]) == ("OPEN", 0)
    assert items[9000018]["state"] == "OPEN"  # the approved one
    assert "illegal memory access" in items[9000014]["title"]
    assert {"NOT_PLANNED", "DUPLICATE", "COMPLETED", "REOPENED"} >= {
        item["state_reason"] for item in items.values() if item["state_reason"]
    }
    assert None in {item["author"] for item in items.values()}
    assert any(item["locked"] for item in items.values())
    assert 40 <= sum(number > 9_000_000 for number in items) <= 60
    everything = " ".join(item["title"] + item["body"] for item in items.values())
    assert all(mark in everything for mark in ("{{", "<script>", "\r\n", "🎉", "两次"))


def test_the_program_s_own_documents_read_it_whole(bundled: History) -> None:
    client = Client(Sandbox(bundled, BUNDLED_NOW))
    about = {"owner": "vllm-project", "name": "vllm", "orderBy": {"field": "CREATED_AT", "direction": "ASC"}}
    seen: set[int] = set()
    for name in ("issues", "pull_requests"):
        after = None
        while True:
            page = client.data(document(name), **about, first=25, events=100, after=after)["repository"]["page"]
            seen |= {node["number"] for node in page["nodes"]}
            after = page["pageInfo"]["endCursor"]
            long = [node for node in page["nodes"] if node["timelineItems"]["pageInfo"]["hasNextPage"]]
            for node in long:
                rest = timeline_after(client, node)
                assert len(rest["timelineItems"]["nodes"]) > 0
                assert not rest["timelineItems"]["pageInfo"]["hasNextPage"]
            if not page["pageInfo"]["hasNextPage"]:
                break
    assert seen == {item["number"] for item in bundled.items_at(BUNDLED_NOW)}
    probe = client.data(document("repository"), owner="vllm-project", name="vllm")["repository"]
    assert probe["issues"]["totalCount"] + probe["pullRequests"]["totalCount"] == len(seen)


def timeline_after(client: Client, node: dict[str, Any]) -> dict[str, Any]:
    cursor = node["timelineItems"]["pageInfo"]["endCursor"]
    found: dict[str, Any] = client.data(document("timeline"), id=node["id"], events=100, eventsAfter=cursor)["node"]
    return found
