"""What is told of each finding, how grave it is, and that nothing secret is part of it."""

from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hansard.errors import HansardError
from hansard.github.budget import Rate
from hansard.settings import Settings, load
from hansard.sync import findings
from hansard.sync.findings import Check, State, failed

OK, WARNING, FAILURE = State
NOW = datetime(2025, 12, 10, 12, tzinfo=UTC)
REST = "aB3" * 12


@pytest.mark.parametrize(
    ("secret", "state", "told"),
    [
        (f"ghp_{REST}", OK, "a classic token"),
        ("0123456789abcdef" * 2 + "01234567", OK, "a classic token"),
        (f"gho_{REST}", OK, "a login through an app"),
        (f"github_pat_{REST}", WARNING, "fine-grained"),
        (f"ghs_{REST}", WARNING, "an installation's token"),
        (f"ghu_{REST}", WARNING, "a user's token of an app"),
        (f"ghr_{REST}", FAILURE, "only renews"),
        (REST, OK, "a kind unknown here"),
        ("sandbox", OK, "a kind unknown here"),
        (f"ghp_{REST}\nGH_TOKEN=x", FAILURE, "signs that no token has"),
        (f"“{REST}”", FAILURE, "signs that no token has"),
        ("two words", FAILURE, "signs that no token has"),
        (None, OK, "none"),
    ],
)
@pytest.mark.parametrize("scopes", [None, "", "repo, gist"])
def test_the_kind_of_a_token_and_nothing_of_the_token(
    secret: str | None, state: State, told: str, scopes: str | None
) -> None:
    check = findings.token(secret, "GITHUB_TOKEN", scopes)
    assert (check.name, check.state) == ("token", state)
    assert told in check.told
    assert bool(check.mend) == (state is not OK)
    for secret_part in (REST, "0123456789abcdef", "sandbox", "two words"):
        assert secret_part not in f"{check.told} {check.mend}"


def test_what_a_token_may_do() -> None:
    assert "with the scopes repo, gist" in findings.token("ghp_x", "GH_TOKEN", "repo, gist").told
    assert "without scopes" in findings.token("ghp_x", "GH_TOKEN", "").told
    assert findings.token("ghp_x", "GH_TOKEN", None).told == "a classic token, from GH_TOKEN"


def test_each_setting_is_shown_with_its_origin(tmp_path: Path) -> None:
    (tmp_path / "hansard.toml").write_text('timezone = "UTC"\n[[focus]]\nname = "TPU"\n[[focus]]\nname = "XPU"\n')
    settings = load({"HANSARD_LANGUAGE": "en"}, folder=tmp_path, repository="a/b")
    shown = {check.name: check.told for check in findings.settings_in_use(settings)}
    assert list(shown) == [f"settings.{key}" for key in Settings.model_fields]
    assert shown["settings.repository"] == "a/b (flag)"
    assert shown["settings.language"] == "en (HANSARD_LANGUAGE)"
    assert shown["settings.timezone"] == f"UTC ({tmp_path / 'hansard.toml'})"
    assert shown["settings.focus"] == f"TPU, XPU ({tmp_path / 'hansard.toml'})"
    assert shown["settings.reports"] == "reports (default)"
    assert shown["settings.templates"] == "the built-in ones (default)"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://ghe.example.com/api/graphql", "https://ghe.example.com/api/graphql"),
        ("https://me:s3cret@example.com:8443/graphql", "https://example.com:8443/graphql"),
        ("https://s3cret@example.com/graphql?token=s3cret#s3cret", "https://example.com/graphql"),
        ("http://[::1]:8000/graphql", "http://[::1]:8000/graphql"),
        ("https://[s3cret/graphql", "an address that cannot be read"),
        ("https://example.com:s3cret/graphql", "an address that cannot be read"),
    ],
)
def test_an_address_is_shown_without_its_secrets(url: str, shown: str) -> None:
    settings = Settings(api_url=url)  # type: ignore[call-arg]
    (told,) = [check.told for check in findings.settings_in_use(settings) if check.name == "settings.api_url"]
    assert told == f"{shown} (default)"
    assert findings.reached(url, 0.25, {}).told == f"{shown} answers in 0.25 s"


def test_a_server_says_its_version() -> None:
    headers = {"x-github-enterprise-version": "3.14.2"}
    assert findings.reached("https://h/graphql", 1, headers).told.endswith(", GitHub Enterprise Server 3.14.2")


@pytest.mark.parametrize(
    ("rate", "state", "told"),
    [
        (Rate(limit=5000, remaining=4999, reset_at=NOW), OK, "4999 of 5000 points left, all of them again at 2025-12"),
        (Rate(limit=5000, remaining=500), OK, "500 of 5000 points left"),
        (Rate(limit=5000, remaining=499), WARNING, "499 of 5000 points left"),
        (Rate(limit=5000, remaining=0), WARNING, "0 of 5000 points left"),
        (Rate(), OK, "counts no points"),
    ],
)
def test_what_is_left_of_the_hour(rate: Rate, state: State, told: str) -> None:
    check = findings.points(rate)
    assert (check.state, told in check.told) == (state, True)


@pytest.mark.parametrize(
    ("seconds", "state", "told"),
    [
        (0, OK, "agrees"),
        (60, OK, "agrees"),
        (-60, OK, "agrees"),
        (61, WARNING, "61 seconds ahead of"),
        (-90, WARNING, "90 seconds behind"),
        (8 * 3600, WARNING, "8 hours ahead of"),
        (-86400 * 30, WARNING, "30 days behind"),
    ],
)
def test_the_clocks(seconds: int, state: State, told: str) -> None:
    check = findings.clock(NOW, NOW + timedelta(seconds=seconds))
    assert (check.state, told in check.told) == (state, True)


def test_a_server_without_a_clock() -> None:
    assert findings.clock(None, NOW).state is OK


def test_the_schema() -> None:
    assert findings.schema(14, ()).told == "all 14 queries fit the server's"
    check = findings.schema(14, {"Issue.stateReason", "IssueTypeAddedEvent"})
    assert check.state is WARNING
    assert "Issue.stateReason, IssueTypeAddedEvent" in check.told


def node(name: str) -> dict[str, Any]:
    return {"id": "R_1", "nameWithOwner": name, "issues": {"totalCount": 3}, "pullRequests": {"totalCount": 4}}


def test_the_repository_under_its_own_name_and_under_an_old_one() -> None:
    assert astuple(findings.repository("A/b", node("a/B"))) == (
        "repository",
        OK,
        "a/B (R_1) has 3 issues, 4 pull requests",
        "",
    )
    renamed = findings.repository("old/b", node("new/b"))
    assert (renamed.state, renamed.mend) == (WARNING, "Put new/b into the settings")
    assert findings.repository("a/b", None).state is FAILURE


@pytest.mark.parametrize(("free", "state"), [(10**9, OK), (10**9 - 1, WARNING), (0, WARNING), (10**13, OK)])
def test_room_for_a_warehouse(free: int, state: State) -> None:
    assert findings.space(Path("w"), free).state is state


def test_what_a_warehouse_holds() -> None:
    assert findings.archived([]).told.endswith("nothing yet")
    rows: list[dict[str, Any]] = [
        {"repository": "a/b", "synced_until": NOW},
        {"repository": "c/d", "synced_until": None},
    ]
    assert findings.archived(rows).told.endswith("a/b until 2025-12-10 12:00 UTC; c/d, its first sync not finished")


def test_an_error_is_told_apart_from_its_mending() -> None:
    assert failed("x", HansardError("it broke (badly). Mend it. Twice")) == Check(
        "x", FAILURE, "it broke (badly)", "Mend it. Twice"
    )
    assert failed("x", HansardError("it broke"), WARNING) == Check("x", WARNING, "it broke", "")
    assert failed("x", PermissionError(13, "Permission denied", "/w")).told == "/w: Permission denied"
