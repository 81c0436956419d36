"""What messages say: short, in three languages, and silent on welfare."""

from datetime import date, time

import msgspec
import pytest

from distribution.core.language import LANGUAGES
from distribution.messages.rules.outbox import MessageKind
from distribution.messages.rules.sms import Alphabet, sms_size
from distribution.messages.texts import LinkFacts, SlotFacts, compose, facts_of

LINK = "https://odbior.example.pl/o/" + "x" * 22
SLOT = SlotFacts(
    day=date(2026, 11, 26),
    at=time(10, 15),
    place="Al. Niepodległości 44",
    was_day=date(2026, 11, 25),
    was_at=time(9),
)
WITH_LINK = msgspec.structs.replace(SLOT, link=LINK)
RUN = LinkFacts(LINK, date(2026, 11, 26))
ALL = [
    (kind, SLOT if kind.startswith("slot_") else RUN, language)
    for kind in MessageKind
    for language in LANGUAGES
]


@pytest.mark.parametrize(("kind", "facts", "language"), ALL)
def test_a_message_fits_one_part_in_every_language(kind, facts, language) -> None:
    assert sms_size(compose(kind, facts, language)).parts == 1


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("kind", MessageKind)
def test_in_latin_letters_it_fits_one_part_even_with_a_link(kind, language) -> None:
    facts = WITH_LINK if kind.startswith("slot_") else RUN
    text = compose(kind, facts, language)

    assert sms_size(text).alphabet is Alphabet.GSM7
    assert sms_size(text).parts == 1
    assert LINK in text


@pytest.mark.parametrize("kind", MessageKind)
def test_a_ukrainian_message_with_a_link_takes_two_parts_at_most(kind) -> None:
    facts = WITH_LINK if kind.startswith("slot_") else RUN

    assert sms_size(compose(kind, facts, "uk")).parts <= 2


@pytest.mark.parametrize(("kind", "facts", "language"), ALL)
def test_nothing_on_a_locked_screen_tells_of_welfare(kind, facts, language) -> None:
    text = compose(kind, facts, language, plain_letters=False).casefold()

    for word in (
        *("mops", "ośrodek", "pomoc", "żywno", "paczk", "bank", "talon", "bon "),
        *("food", "parcel", "welfare", "aid", "voucher", "help"),
        *("допомог", "продукт", "їж", "пакун", "банк", "соціал"),
    ):
        assert word not in text


def test_polish_reads_as_people_write() -> None:
    text = compose(MessageKind.SLOT_CONFIRMED, WITH_LINK, "pl", plain_letters=False)

    assert text == (
        "Termin potwierdzony: czw. 26.11, godz. 10:15, Al. Niepodległości 44."
        f" Zmień: {LINK}"
    )


def test_plain_letters_are_an_option() -> None:
    plain = compose(MessageKind.SLOT_CANCELLED, SLOT, "pl")

    assert plain == "Termin odwolany: czw. 26.11, godz. 10:15, Al. Niepodleglosci 44."


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_move_tells_exactly_what_changed(language) -> None:
    text = compose(MessageKind.SLOT_MOVED, SLOT, language)

    assert text.index("10:15") < text.index("09:00")
    assert "26" in text
    assert "25" in text


def test_an_english_date_cannot_be_read_the_american_way() -> None:
    facts = msgspec.structs.replace(SLOT, day=date(2026, 4, 3))

    assert "Fri 3 Apr, 10:15" in compose(MessageKind.SLOT_REMINDER, facts, "en")


@pytest.mark.parametrize(("kind", "facts", "language"), ALL)
def test_facts_come_back_from_the_outbox_as_they_went_in(kind, facts, language) -> None:
    stored = msgspec.json.decode(msgspec.json.encode(facts))

    assert facts_of(kind, stored) == facts


def test_facts_of_another_kind_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        facts_of(MessageKind.RUN_LINK, {"day": "2026-11-26", "at": "10:15:00"})
