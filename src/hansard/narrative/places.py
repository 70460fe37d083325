"""Each item in one place: the section in which it stands highest."""

from collections.abc import Mapping, Sequence


def settle(ranked: Mapping[str, Sequence[int]]) -> dict[int, str]:
    """The section of each number, given the numbers of each section, best first.

    An item goes where its rank is best; between equal ranks the section named first has it.
    """
    best: dict[int, tuple[int, str]] = {}
    for section, numbers in ranked.items():
        for rank, number in enumerate(numbers):
            if number not in best or rank < best[number][0]:
                best[number] = (rank, section)
    return {number: section for number, (_, section) in best.items()}
