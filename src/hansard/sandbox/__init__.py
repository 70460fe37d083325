"""A local GitHub: GraphQL over an event-sourced history, with a clock that can be moved and faults on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hansard.sandbox.events import Event, HistoryError
from hansard.sandbox.faults import FAULTS, Chance, Fault
from hansard.sandbox.history import BUNDLED_NOW, History

if TYPE_CHECKING:
    from hansard.sandbox.sandbox import Request, Sandbox
    from hansard.sandbox.server import run, serving

__all__ = [
    "BUNDLED_NOW",
    "FAULTS",
    "Chance",
    "Event",
    "Fault",
    "History",
    "HistoryError",
    "Request",
    "Sandbox",
    "run",
    "serving",
]


def __getattr__(name: str) -> Any:
    """Load graphql-core and aiohttp when a server is first asked for."""
    if name in ("Request", "Sandbox"):
        from hansard.sandbox import sandbox as module
    elif name in ("run", "serving"):
        from hansard.sandbox import server as module  # type: ignore[no-redef]
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(module, name)
