"""Sets the letter about a voucher: A4, a page for each language, and a form to sign.

For whoever gets it by post, the letter is the voucher: its code is the card's. Who is
brought it has no form: there is nobody to send.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from distribution.core import qr
from distribution.core.days import written_day
from distribution.core.language import Language
from distribution.core.typst_pdf import pdf
from distribution.vouchers.letter_wording import LETTER_WORDS
from distribution.vouchers.rules import Channel
from distribution.vouchers.sheets import VoucherCard, data_of
from distribution.vouchers.short_code import grouped

_TEMPLATE = Path(__file__).parent / "templates" / "letter.typ"


def letter(
    card: VoucherCard, *, site_map: str = "", own_page: str = "", made_at: datetime
) -> bytes:
    """Return the letter as a tagged PDF. Blocking.

    Args:
        card: What is known of the voucher; its ``large_print`` makes letters of 16 pt,
            which are of 14.5 pt otherwise.
        site_map: A drawing of the roads about the place, SVG; without one the letter
            says where in words alone.
        own_page: The address at which the household chooses its hour itself; a second
            code leads there, small and far from the one that is shown at the counter.
        made_at: Stands in the file.
    """
    languages: list[Language] = ["pl"]
    if card.language != "pl":
        languages.append(card.language)
    home = card.channel is Channel.HOME_DELIVERY
    data = {
        **data_of([card]),
        "letters": [_said(language, card, home=home) for language in languages],
        "map": "" if home else site_map,
        "page": qr.svg(qr.link_matrix(own_page)) if own_page else "",
        "size": 16 if card.large_print else 14.5,
    }
    return pdf(_TEMPLATE, data, made_at=made_at)


def _said(language: Language, card: VoucherCard, *, home: bool) -> dict[str, Any]:
    words = LETTER_WORDS[language]
    last = card.last_day
    return {
        **msgspec.to_builtins(words),
        "lang": language,
        "title": words.title_home if home else words.title,
        "opening": words.brought if home else words.collect,
        "bring": words.bring_home if home else words.bring,
        "things": words.things_home if home else words.things,
        "to_collect": words.to_collect.format(code=grouped(card.short_code)),
        "until": words.until.format(day=written_day(last)),
    }
