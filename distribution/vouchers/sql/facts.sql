-- All that the checks of a hand-out need to know of one voucher.
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
    array(SELECT line.article FROM voucher_line AS line
          WHERE line.voucher = voucher.id ORDER BY line.article) AS articles,
    array(SELECT line.packs::int FROM voucher_line AS line
          WHERE line.voucher = voucher.id ORDER BY line.article) AS packs,
    earlier.id                                 AS earlier,
    earlier.voucher                            AS earlier_voucher
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
WHERE 