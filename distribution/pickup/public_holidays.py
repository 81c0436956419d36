"""Names the public holidays of Poland. The only module that knows ``holidays``."""

from datetime import date

import holidays


def public_holidays(first: date, last: date) -> dict[date, str]:
    """Return each public holiday from *first* to *last*, both included, by name.

    Names are Polish. Moving feasts (Easter Monday, Corpus Christi) are among them,
    and Christmas Eve from 2025 on (``DOMAIN.md`` 11.1, trap 23). A site that opens on
    a holiday all the same says so by an exception (`rules.opening`).
    """
    years = range(first.year, last.year + 1)
    found = holidays.country_holidays("PL", years=years, expand=False, language="pl")
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}
