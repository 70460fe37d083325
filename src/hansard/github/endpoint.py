"""Where to ask and with which token: checked before anything is sent."""

import ipaddress
import os
import subprocess
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr

from hansard.errors import UsageError

GITHUB = "https://api.github.com/graphql"


class BadEndpoint(UsageError):
    """An endpoint that a token must not be sent to."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"--api-url {url}: {why}. Write https://HOST/graphql; plain http only to this machine")


class NoToken(UsageError):
    """GitHub's GraphQL API answers nobody without a token."""

    def __init__(self) -> None:
        super().__init__(
            "no GitHub token: looked at GITHUB_TOKEN, GH_TOKEN and `gh auth token`. "
            "Make one without any scope at github.com/settings/tokens and export GITHUB_TOKEN, or try `hansard demo`"
        )


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A GraphQL endpoint and the token for it. The token never shows in a repr."""

    url: str
    token: SecretStr | None


def endpoint(url: str) -> Endpoint:
    """The endpoint at `url` with the token of the environment, or the one that gh keeps.

    Raises BadEndpoint for anything but https (http to loopback), and NoToken when there is none; a server on this
    machine may do without.
    """
    parts = urlsplit(url)
    try:
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        raise BadEndpoint(url, str(error)) from None
    local = _is_loopback(host)
    if not host or parts.scheme not in ("http", "https"):
        raise BadEndpoint(url, "this is no web address")
    if parts.scheme == "http" and not local:
        raise BadEndpoint(url, "a token would travel readable for everyone")
    if parts.username or parts.password:
        raise BadEndpoint(f"{parts.scheme}://{host}", "a name or password does not belong in an address")
    token = os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN") or (None if local else _gh_token(host))
    if token is None and not local:
        raise NoToken
    return Endpoint(url, SecretStr(token.strip()) if token else None)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _gh_token(host: str) -> str | None:
    """The token that GitHub's own command line keeps for a host, if it is there and logged in."""
    hostname = "github.com" if host == "api.github.com" else host.removeprefix("api.")
    try:
        done = subprocess.run(  # noqa: S603
            ["gh", "auth", "token", "--hostname", hostname],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None
