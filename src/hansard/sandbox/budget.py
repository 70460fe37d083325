"""Points per hour. Time passes in whichever goes faster: the sandbox's clock or the real one."""

import math
import time
from datetime import datetime, timedelta


class Budget:
    """The primary rate limit of one token."""

    def __init__(self, points: int, seconds: float = 3600.0) -> None:
        self.limit, self.seconds = points, seconds
        self.used = 0
        self._began: tuple[datetime, float] | None = None

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    def charge(self, now: datetime, cost: int) -> bool:
        """Spend the points of a request. False, and nothing spent, when the window's points are used up.

        The last points may buy a request that costs more: its answer is good and says that nothing remains.
        """
        if self._began is None or self._elapsed(now) >= self.seconds:
            self.used, self._began = 0, (now, time.monotonic())
        if self.remaining == 0:
            return False
        self.used = min(self.limit, self.used + cost)
        return True

    def reset_at(self, now: datetime) -> datetime:
        return now + timedelta(seconds=max(0, math.ceil(self.seconds - self._elapsed(now))))

    def _elapsed(self, now: datetime) -> float:
        if self._began is None:
            return 0.0
        began, ticks = self._began
        return max(time.monotonic() - ticks, (now - began).total_seconds())
