-- What the checks need to know of the vouchers that may be shown at a site on a day:
-- those of the rounds that are open there, dead ones too, so that a phone can say why.
-- Arguments: site, local day, the vouchers that are asked for or NULL for all.
WITH here AS (
    SELECT round.id, round.closed_at, round.sub_programme
    FROM round
    WHERE round.starts_on <= $2 AND round.ends_on >= $2
      AND coalesce((round.closed_at AT TIME ZONE 'Europe/Warsaw')::date >= $2, true)
      AND (round.site = $1 OR EXISTS (
          SELECT FROM voucher WHERE voucher.round = round.id AND voucher.site = $1
      ))
)
SELECT
    voucher.id, voucher.household, voucher.persons, voucher.short_code,
    voucher.valid_from, voucher.last_valid_day, voucher.channel, voucher.site,
    voucher.revoked_at, voucher.blocked_at,
    successor.issued_at                        AS replaced_at,
    site.name                                  AS site_name,
    here.closed_at                             AS round_closed_at,
    here.sub_programme                         AS fund,
    household.number                           AS household_number,
    household.instructions                     AS instructions,
    household.active AND referral.withdrawn_at IS NULL
        AND referral.valid_until >= $2         AS eligible,
    done.scanned_at                            AS handed_out_at,
    place.name                                 AS handed_out_site
FROM voucher
JOIN here ON here.id = voucher.round
JOIN site ON site.id = voucher.site
JOIN household ON household.id = voucher.household
JOIN referral ON referral.id = voucher.referral
LEFT JOIN voucher AS successor ON successor.id = voucher.replaced_by
LEFT JOIN handout AS done ON done.voucher = voucher.id AND done.annulled_at IS NULL
    AND done.conflict IS DISTINCT FROM 'already_handed_out'
LEFT JOIN site AS place ON place.id = done.site
WHERE $3::uuid[] IS NULL OR voucher.id = ANY($3)
ORDER BY household.number, voucher.issued_at, voucher.id
