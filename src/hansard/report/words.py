"""Numbers, plurals and durations in a language, by Babel: filters for its templates."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import format_decimal
from babel.units import format_unit


def filters(language: str) -> dict[str, Callable[..., Any]]:
    """The filters of a language that is known."""
    locale = _locale(language)
    return {
        "number": lambda number: _number(number, locale),
        "mean": lambda number: _mean(number, locale),
        "count": lambda number, *forms: _count(number, forms, locale),
        "duration": lambda length: _duration(length, locale),
    }


def is_known(language: str) -> bool:
    """Whether Babel knows how this language counts."""
    try:
        _locale(language)
    except (UnknownLocaleError, ValueError):
        return False
    return True


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


# The same numbers come again on every page.
_remembered = lru_cache(10_000)


@_remembered
def _number(number: float, locale: Locale) -> str:
    return str(format_decimal(number, locale=locale))


@_remembered
def _mean(number: float, locale: Locale) -> str:
    """One decimal; two below 1, and none for nothing."""
    pattern = "0" if number == 0 else "0.00" if number < 1 else "#,##0.0"
    return str(format_decimal(number, pattern, locale=locale))


@_remembered
def _count(number: int, forms: tuple[str, ...], locale: Locale) -> str:
    """A number and what is counted, in the form that the language's plural rules ask for, from that of one upwards."""
    categories = [name for name in ("zero", "one", "two", "few", "many") if name in locale.plural_form.tags]
    category = locale.plural_form(number)
    form = forms[min(categories.index(category), len(forms) - 1)] if category in categories else forms[-1]
    return f"{_number(number, locale)} {form}"


@_remembered
def _duration(length: float | timedelta, locale: Locale) -> str:
    """Minutes up to an hour, hours with one decimal up to two days, then days."""
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    minutes, hours, days = round(seconds / 60), round(seconds / 3600, 1), round(seconds / 86400, 1)
    if minutes < 60:
        return _unit(minutes, "duration-minute", locale)
    return _unit(hours, "duration-hour", locale) if hours < 48 else _unit(days, "duration-day", locale)


def _unit(number: float, unit: str, locale: Locale) -> str:
    """Babel knows no long form in some languages and answers with the unit's name: then the short form."""
    long = str(format_unit(number, unit, "long", locale=locale))
    return str(format_unit(number, unit, "short", locale=locale)) if unit in long else long
