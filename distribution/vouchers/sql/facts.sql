-- All that the checks of a hand-out need to know of one voucher, and what is reserved
-- for it: one round trip, since the counter waits for it.
-- Arguments: voucher id or short code, nonce or NULL, local day. The caller adds which
-- of both it is, and the lock.
SELECT
    voucher.id, voucher.household, voucher.round, voucher.referral,
    voucher.persons, voucher.short_code, voucher.valid_from,
    voucher.last_valid_day, voucher.channel, voucher.site,
    voucher.revoked_at, voucher.blocked_at,
    successor.issued_at                        AS replaced_at,
    site.name                                  AS site_name,
    round.closed_at                            AS round_closed_at,
    round.sub_programme                        AS fund,
    household.number                           AS household_number,
    household.language                         AS household_language,
    household.instructions                     AS instructions,
    household.active AND referral.withdrawn_at IS NULL
        AND referral.valid_until >= $3         AS eligible,
    done.scanned_at                            AS handed_out_at,
    done.site_name                             AS handed_out_site,
    wanted.articles                            AS articles,
    wanted.packs                               AS packs,
    earlier.id                                 AS earlier,
    earlier.voucher                            AS earlier_voucher,
    own.*
FROM voucher
JOIN round ON round.id = voucher.round
JOIN site ON site.id = voucher.site
JOIN household ON household.id = voucher.household
JOIN referral ON referral.id = voucher.referral
LEFT JOIN voucher AS successor ON successor.id = voucher.replaced_by
LEFT JOIN handout AS earlier ON earlier.centre = voucher.centre AND earlier.nonce = $2
LEFT JOIN LATERAL (
    SELECT handout.scanned_at, place.name AS site_name
    FROM handout JOIN site AS place ON place.id = handout.site
    WHERE handout.voucher = voucher.id AND handout.annulled_at IS NULL
      AND handout.conflict IS DISTINCT FROM 'already_handed_out'
) AS done ON true
CROSS JOIN LATERAL (
    SELECT
        coalesce(array_agg(line.article), '{}')    AS articles,
        coalesce(array_agg(line.packs::int), '{}') AS packs
    FROM voucher_line AS line WHERE line.voucher = voucher.id
) AS wanted
LEFT JOIN LATERAL (
    SELECT
        array_agg(shelf.site)          AS own_site,
        array_agg(balance.id)          AS own_balance,
        array_agg(lot.id)              AS own_lot,
        array_agg(shelf.id)            AS own_location,
        array_agg(article.id)          AS own_article,
        array_agg(article.name)        AS own_article_name,
        array_agg(lot.number)          AS own_lot_number,
        array_agg(shelf.name)          AS own_place,
        array_agg(balance.packs)       AS own_packs,
        array_agg(balance.reserved)    AS own_reserved,
        array_agg(CASE WHEN reservation.expires_on >= $3
            THEN reservation.packs ELSE 0 END) AS own_mine,
        array_agg(lot.state)           AS own_state,
        array_agg(lot.use_until)       AS own_use_until
    FROM reservation
    JOIN stock_balance AS balance ON balance.id = reservation.balance
    JOIN location AS shelf ON shelf.id = balance.location
    JOIN lot ON lot.id = balance.lot
    JOIN article ON article.id = lot.article
    WHERE reservation.owner = voucher.id
) AS own ON true
WHERE 