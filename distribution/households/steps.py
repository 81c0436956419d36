"""What commands of other domains may do with households, inside their transaction."""

from uuid import UUID

from distribution.core.database import connection, require_transaction


async def lock_entitlement(referral: UUID) -> None:
    """Keep every other hand-out on this referral waiting until commit.

    Taken before any balance of the stock (lock order, DESIGN 4.1).
    """
    require_transaction()
    await connection().execute(
        "SELECT id FROM entitlement WHERE referral = $1 ORDER BY article FOR UPDATE",
        referral,
    )


async def debit_entitlement(
    referral: UUID, articles: list[UUID], packs: list[int]
) -> None:
    """Count packs as issued, article by article, in one statement.

    More may be issued than a household is entitled to, where two phones without
    signal did so: what happened is kept (DESIGN 4.7).
    """
    require_transaction()
    await connection().execute(
        "UPDATE entitlement AS e SET issued = e.issued + w.packs"
        " FROM unnest($2::uuid[], $3::int[]) AS w (article, packs)"
        " WHERE e.referral = $1 AND e.article = w.article",
        referral,
        articles,
        packs,
    )


async def credit_entitlement(
    referral: UUID, articles: list[UUID], packs: list[int]
) -> None:
    """Take back what ``debit_entitlement`` counted, for a hand-out that is annulled."""
    await debit_entitlement(referral, articles, [-count for count in packs])
