import os
from pathlib import Path

import pytest

from hansard.github.endpoint import GITHUB, BadEndpoint, NoToken, endpoint


def test_the_token_comes_from_either_variable_and_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GH_TOKEN", "second")
    assert endpoint(GITHUB).token.get_secret_value() == "second"  # type: ignore[union-attr]
    monkeypatch.setenv("GITHUB_TOKEN", "first\n")
    found = endpoint(GITHUB)
    assert found.token is not None
    assert found.token.get_secret_value() == "first"
    assert "first" not in repr(found)


def test_without_a_token_the_way_out_is_told() -> None:
    with pytest.raises(NoToken, match="GITHUB_TOKEN, GH_TOKEN and `gh auth token`"):
        endpoint(GITHUB)


def test_the_token_that_gh_keeps_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gh = tmp_path / "gh"
    gh.write_text('#!/bin/sh\n[ "$*" = "auth token --hostname github.com" ] && echo kept\n')
    gh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    found = endpoint(GITHUB)
    assert found.token is not None
    assert found.token.get_secret_value() == "kept"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8765/graphql", "http://localhost/graphql", "http://[::1]:1/x"])
def test_plain_http_is_for_this_machine_which_may_do_without_a_token(url: str) -> None:
    assert endpoint(url).token is None


@pytest.mark.parametrize(
    "url",
    [
        "http://api.github.com/graphql",
        "http://127.0.0.1.example.com/graphql",
        "ftp://api.github.com/graphql",
        "api.github.com/graphql",
        "https:///graphql",
        "https://host:port/graphql",
        "https://someone:secret@api.github.com/graphql",
        "",
    ],
)
def test_no_other_address_ever_gets_a_token(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "t0ken")
    with pytest.raises(BadEndpoint) as caught:
        endpoint(url)
    assert "t0ken" not in str(caught.value)
    assert "secret" not in str(caught.value)
