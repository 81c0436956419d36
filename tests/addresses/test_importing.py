"""Importing the register: good rows in, bad ones named, twice is once, pins stay."""

import msgspec
import pytest

from distribution.accounts.rules import permissions_of
from distribution.addresses.address_csv import RawAlias
from distribution.addresses.address_row import Wanted
from distribution.addresses.errors import NothingToLoadError
from distribution.addresses.queries.finding import find_addresses
from distribution.addresses.rules.matching import Certainty
from distribution.core.actor import Actor
from distribution.core.database import fetch_value
from distribution.core.errors import ForbiddenError
from distribution.core.reading import reading
from tests.worlds_addresses import SAMPLES, a_point, load, the_town


async def points(actor: Actor) -> int:
    async with reading(actor):
        return int(await fetch_value("SELECT count(*) FROM address_point"))


async def test_a_file_comes_in_once_and_the_second_time_changes_nothing(
    actor: Actor,
) -> None:
    looked = await load(actor, the_town(), dry_run=True)
    before = await points(actor)
    first = await load(actor, the_town())
    again = await load(actor, the_town())

    assert before == 0
    assert looked.communes == first.communes
    assert [(one.code, one.new, one.gone) for one in first.communes] == [
        ("0607011", 128, 0),
        ("0607052", 6, 0),
    ]
    assert [
        (one.new, one.changed, one.unchanged, one.gone) for one in again.communes
    ] == [
        (0, 0, 128, 0),
        (0, 0, 6, 0),
    ]
    assert await points(actor) == 134


async def test_a_new_file_replaces_its_communes_alone(actor: Actor) -> None:
    await load(actor, the_town())
    rows = [one for one in the_town() if one.commune == "0607011"][10:]
    rows[0] = msgspec.structs.replace(rows[0], number="99")
    rows.append(a_point(700, "Nowa", "1"))
    report = await load(actor, rows)

    (change,) = report.communes
    assert (change.new, change.changed, change.gone) == (1, 1, 10)
    assert await points(actor) == 125
    async with reading(actor):
        assert (await find_addresses("Nowa 1"))[0].street == "Nowa"
        villages = await find_addresses("Słodków Drugi 5")
    assert villages[0].locality == "Słodków Drugi"


async def test_bad_rows_are_named_and_the_good_ones_come_in(actor: Actor) -> None:
    good = a_point(1)
    report = await load(
        actor,
        [
            good,
            a_point(2, grid=("x", "y")),
            a_point(3, commune="60"),
            a_point(4, number=""),
            a_point(5, grid=("238651.83", "519741.27")),
            a_point(6, grid=None),
            a_point(7, source=good.source),
            a_point(8, missing="PL.ZIPIN"),
            a_point(9, status="prognozowany"),
        ],
    )

    assert (report.bad_rows, report.left_out) == (7, 1)
    assert [fault.field for fault in report.bad] == [
        f"wiersz {line}" for line in (4, 5, 6, 7, 8, 9, 10)
    ]
    assert "517 km" in report.bad[3].says()
    assert await points(actor) == 1


async def test_axes_that_stand_the_other_way_round_are_seen_by_the_box(
    actor: Actor,
) -> None:
    swapped = []
    for place in range(5):
        one = a_point(place, number=str(place + 1))
        assert one.grid
        swapped.append(msgspec.structs.replace(one, grid=one.grid[::-1]))
    report = await load(actor, swapped)
    async with reading(actor):
        (found, *_) = await find_addresses("Polna 1")

    assert report.communes[0].swapped == 5
    assert found.latitude == pytest.approx(50.9246, abs=1e-5)


async def test_only_the_communes_that_were_asked_for(actor: Actor) -> None:
    wanted = Wanted(communes=("060701",))
    report = await load(actor, the_town(), wanted=wanted)

    assert [one.code for one in report.communes] == ["0607011"]
    assert report.left_out == 6


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("sample_model2012.xml", {"0804032": 2}),
        ("sample_model2021.xml", {"0805043": 1, "0807023": 1, "0807043": 1}),
    ],
)
async def test_both_models_of_the_register(
    actor: Actor, file: str, counts: dict[str, int]
) -> None:
    report = await load(actor, SAMPLES / file, wanted=Wanted())

    assert {one.code: one.new for one in report.communes} == counts
    assert report.bad == ()


async def test_everyday_names_lead_to_the_official_ones(actor: Actor) -> None:
    await load(actor, [a_point(1, "Czerwonego Maku", "3", ulic="06921")])
    alias = RawAlias(2, "956201", "6921", "Kazimierza Pułaskiego")
    first = await load(actor, [alias])
    again = await load(actor, [alias])
    async with reading(actor):
        (found,) = await find_addresses("ul. Pułaskiego 3, Kraśnik")

    assert (first.aliases, again.aliases) == (1, 0)
    assert (found.street, found.everyday) == (
        "Czerwonego Maku",
        "Kazimierza Pułaskiego",
    )
    assert found.certainty is Certainty.SURE


async def test_the_table_of_everyday_names_comes_in_whole(actor: Actor) -> None:
    report = await load(actor, SAMPLES / "street_names_mappings.csv")

    assert (report.aliases, report.bad_rows) == (12_221, 0)


async def test_nothing_that_could_come_in_changes_nothing(actor: Actor) -> None:
    await load(actor, the_town())
    with pytest.raises(NothingToLoadError) as refused:
        await load(actor, [a_point(1, number="")])

    assert refused.value.bad_rows == 1
    assert await points(actor) == 134


async def test_who_may_not_keep_households_may_not_load(actor: Actor) -> None:
    clerk = msgspec.structs.replace(
        actor, permissions=permissions_of(frozenset({"hand_out"}))
    )
    with pytest.raises(ForbiddenError):
        await load(clerk, the_town())
