"""Numbers, plurals and durations."""

from datetime import timedelta

import pytest

from hansard.report.words import filters, is_known


@pytest.mark.parametrize(
    ("language", "number", "forms", "text"),
    [
        ("en", 1, ("issue", "issues"), "1 issue"),
        ("en", 0, ("issue", "issues"), "0 issues"),
        ("en", 1234, ("issue", "issues"), "1,234 issues"),
        ("zh", 1, ("个 Issue",), "1 个 Issue"),
        ("zh", 1234, ("个 Issue",), "1,234 个 Issue"),
        ("pl", 1, ("plik", "pliki", "plików"), "1 plik"),
        ("pl", 3, ("plik", "pliki", "plików"), "3 pliki"),
        ("pl", 5, ("plik", "pliki", "plików"), "5 plików"),
        ("de", 1234, ("Eintrag", "Einträge"), "1.234 Einträge"),
    ],
)
def test_counted_things_take_the_form_of_their_number(
    language: str, number: int, forms: tuple[str, ...], text: str
) -> None:
    assert filters(language)["count"](number, *forms) == text


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0, "0 minutes", "0分钟"),
        (60, "1 minute", "1分钟"),
        (3570, "1 hour", "1小时"),
        (5400, "1.5 hours", "1.5小时"),
        (172_799, "2 days", "2天"),
        (86400 * 61.5, "61.5 days", "61.5天"),
    ],
)
def test_durations(seconds: float, english: str, chinese: str) -> None:
    assert filters("en")["duration"](seconds) == english
    assert filters("zh")["duration"](timedelta(seconds=seconds)) == chinese


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (0.036, "0.04"), (1, "1.0"), (1234.56, "1,234.6")])
def test_means(number: float, text: str) -> None:
    assert filters("zh")["mean"](number) == text


@pytest.mark.parametrize(
    ("language", "known"),
    [("fr", True), ("pt-BR", True), ("zh-Hant-TW", True), ("xx", False), ("en_US", False), ("", False)],
)
def test_a_language_is_known_by_its_code(language: str, known: bool) -> None:
    assert is_known(language) is known
