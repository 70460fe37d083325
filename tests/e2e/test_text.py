"""Any text comes back byte for byte; answers of an unexpected form end in a sentence."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import BIRTH, rows, small_history, sync_once

from hansard.sandbox import Sandbox, serving
from hansard.sync.items import EndlessPages
from hansard.sync.whole import UnexpectedForm

LATER = BIRTH + timedelta(days=3)
TEXTS = {
    "nul": "before\0after",
    "crlf": "a\r\nb\nc\rd \t ",
    "emoji": "\U0001f680\U0001f468\u200d\U0001f4bb e\u0301",
    "right to left": "\u202e\u05d0\u05d1\u05d2\u202c\ufeff",
    "long": "漢" * 87_381 + "x",
    "quotes": "'; drop table item; -- \" $body {{ x }} %s \\ \\u0000",
    "empty": "",
    "controls": "".join(map(chr, range(32))) + "\x7f\x85\u2028",
}


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_text_is_kept_to_the_byte(name: str, tmp_path: Path) -> None:
    text = TEXTS[name]
    history = small_history(2)
    at = BIRTH + timedelta(days=1)
    history.add({"type": "comment", "at": at, "number": 1, "actor": "eve", "body": text, "comment": "it"})
    history.add({"type": "edit_body", "at": at, "number": 2, "actor": "eve", "body": text})
    history.add({"type": "rename", "at": at, "number": 2, "actor": "eve", "title": "t" + text[:200]})
    async with serving(Sandbox(history, LATER)) as url:
        await sync_once(url, tmp_path)
    (comment,) = rows(tmp_path, "select body from comments_at(now()) where author = 'eve'")
    (item,) = rows(tmp_path, "select title, body from items_at(now()) where number = 2")
    assert comment["body"].encode() == text.encode()
    assert item["body"].encode() == text.encode()
    assert item["title"].encode() == ("t" + text[:200]).encode()
    sql = "select payload::varchar as payload from event where actor = 'eve' and type = 'issue_comment'"
    (kept,) = rows(tmp_path, sql)
    assert json.loads(kept["payload"])["body"].encode() == text.encode()


async def test_half_an_emoji_is_replaced_and_the_original_kept(tmp_path: Path) -> None:
    history = small_history(2)
    half = {"type": "comment", "at": BIRTH + timedelta(days=1), "number": 1, "actor": "eve", "body": "cut \ud83d off"}
    history.add(half)
    async with serving(Sandbox(history, LATER)) as url:
        await sync_once(url, tmp_path)
    (comment,) = rows(tmp_path, "select body from comments_at(now()) where author = 'eve'")
    assert comment["body"] == "cut \ufffd off"
    (kept,) = rows(tmp_path, "select payload->'unencodable'->>'body' as body from event where actor = 'eve'")
    assert kept["body"] == "cut \\ud83d off"


class Twisted(Sandbox):
    """A server that changes its answers before they leave."""

    def __init__(self, twist: Any) -> None:
        super().__init__(small_history(60), LATER)
        self._twist = twist

    def answer(self, authorization: str | None, body: bytes) -> Any:
        from dataclasses import replace

        answer = super().answer(authorization, body)
        document = json.loads(answer.body)
        self._twist(document.get("data") or {})
        return replace(answer, body=json.dumps(document).encode())


def wrong_number(data: dict[str, Any]) -> None:
    for node in data.get("repository", {}).get("page", {}).get("nodes", []):
        node["number"] = "seven"


def no_title(data: dict[str, Any]) -> None:
    for node in data.get("repository", {}).get("page", {}).get("nodes", []):
        del node["title"]


def bad_date(data: dict[str, Any]) -> None:
    for node in data.get("repository", {}).get("page", {}).get("nodes", []):
        node["createdAt"] = "yesterday"


def list_instead(data: dict[str, Any]) -> None:
    if "page" in data.get("repository", {}):
        data["repository"]["page"]["pageInfo"] = []


@pytest.mark.parametrize("twist", [wrong_number, no_title, bad_date, list_instead])
async def test_an_answer_of_another_form_ends_in_a_sentence(twist: Any, tmp_path: Path) -> None:
    async with serving(Twisted(twist)) as url:
        with pytest.raises(UnexpectedForm, match="has not the form of GitHub's"):
            await sync_once(url, tmp_path)


async def test_a_server_that_repeats_itself_is_not_followed_for_ever(tmp_path: Path) -> None:
    first: dict[str, Any] = {}

    def repeat(data: dict[str, Any]) -> None:
        if page := (data.get("repository") or {}).get("page"):
            first.setdefault("endCursor", page["pageInfo"]["endCursor"])
            page["pageInfo"] = {"hasNextPage": True, "endCursor": first["endCursor"]}

    async with serving(Twisted(repeat)) as url:
        with pytest.raises(EndlessPages):
            await sync_once(url, tmp_path)
