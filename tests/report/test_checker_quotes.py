"""What the checker takes for the opening of a comment."""

import pytest
from tests.report.checking.quotes import is_opening

COMMENT = (
    "> what was asked\n\n+1\n\nThis is what matters here. The rest of it follows.\n\nAnd there is another paragraph."
)


@pytest.mark.parametrize("quote", ["This is what matters here.", "This is what matters"])
def test_a_quotation_opens_the_first_paragraph_that_says_anything(quote: str) -> None:
    assert is_opening(quote, COMMENT)


@pytest.mark.parametrize(
    "quote", ["The rest of it follows.", "And there is another paragraph.", "what was asked", "is what matters here."]
)
def test_nothing_later_opens_it(quote: str) -> None:
    assert not is_opening(quote, COMMENT)


@pytest.mark.parametrize(
    "before",
    [
        "<details>\nlogs of yesterday\n</details>\n", "```\nsome code to read\n```\n", "### What I saw in it\n",
        "INFO 12-10 the server has started\n", "<!-- from a template -->\n", "/retest all of it now\n", "@somebody\n",
    ],
)  # fmt: skip
def test_templates_logs_and_commands_may_stand_before_it(before: str) -> None:
    assert is_opening("It fails on the second run.", before + "It fails on the second run. Then not.")


def test_a_mail_repeats_what_others_said() -> None:
    mail = "On Monday, 8 December 2025, somebody wrote:\nIt fails on the second run.\n"
    assert not is_opening("It fails on the second run.", mail)
