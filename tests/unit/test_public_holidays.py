"""Working days are counted without the library `holidays`, which is slow to load; both give the same days."""

from datetime import date

import holidays
import pytest

from app.domain.calendar import easter_sunday, public_holidays


@pytest.mark.parametrize("year", range(2008, 2101))
def test_the_public_holidays_are_those_of_the_library(year: int) -> None:
    # From 2008 on: in 2005 to 2007 Whit Monday was the unpaid day of solidarity, and the library leaves it out.
    assert public_holidays(year) == frozenset(holidays.country_holidays("FR", years=year))


def test_ascension_may_fall_on_another_holiday() -> None:
    assert easter_sunday(2008) == date(2008, 3, 23)
    assert len(public_holidays(2008)) == 10  # The 1st of May 2008 was Ascension too.
