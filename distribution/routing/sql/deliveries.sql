-- Parcels that are to be brought home on a day: redeemable vouchers of open rounds.
-- Argument: the local day.
SELECT
    voucher.id                                  AS voucher,
    voucher.site,
    place.name                                  AS site_name,
    voucher.household,
    household.number                            AS household_number,
    coalesce(head.given_name || ' ' || head.family_name, '') AS head,
    household.street, household.house_number, household.flat, household.locality,
    household.phone, household.door_notes,
    household.latitude, household.longitude,
    CASE WHEN promise.day = $1 THEN promise.opens ELSE preference.window_opens
    END                                         AS window_opens,
    CASE WHEN promise.day = $1 THEN promise.closes ELSE preference.window_closes
    END                                         AS window_closes,
    promise.day                                 AS promised_on,
    coalesce(preference.service_seconds, 300)   AS service_seconds,
    coalesce(preference.priority, 50)           AS priority,
    coalesce(preference.company, 'alone')       AS company,
    coalesce(preference.usual_driver, last.driver) AS usual_driver,
    last.driver IS NOT NULL                     AS visited,
    coalesce(preference.not_drivers, '{}')      AS not_drivers,
    ARRAY(
        SELECT need.name FROM delivery_need AS need
        WHERE need.id = ANY(preference.needs) AND need.active ORDER BY need.name
    )                                           AS needs,
    parcel.packs, parcel.grams, parcel.cold,
    household.active AND referral.withdrawn_at IS NULL
        AND referral.valid_until >= $1          AS eligible,
    elsewhere.day                               AS on_route
FROM voucher
JOIN round ON round.id = voucher.round
JOIN site AS place ON place.id = voucher.site
JOIN household ON household.id = voucher.household
JOIN referral ON referral.id = voucher.referral
CROSS JOIN LATERAL (
    SELECT sum(line.packs)::int AS packs,
           sum(line.packs * article.pack_grams)::int AS grams,
           bool_or(article.cold) AS cold
    FROM voucher_line AS line JOIN article ON article.id = line.article
    WHERE line.voucher = voucher.id
) AS parcel
LEFT JOIN household_member AS head
    ON head.household = household.id AND head.is_head AND head.left_on IS NULL
LEFT JOIN delivery_preference AS preference ON preference.household = household.id
-- Who brought something last: the face that the household knows.
LEFT JOIN LATERAL (
    SELECT shift.driver
    FROM stop
    JOIN stop_outcome AS outcome ON outcome.stop = stop.id
    JOIN run ON run.id = stop.run
    JOIN shift ON shift.id = run.shift
    WHERE stop.household = household.id AND outcome.outcome = 'handed_over'
    ORDER BY outcome.happened_at DESC LIMIT 1
) AS last ON true
-- What was promised for a day that is over binds nobody any more.
LEFT JOIN delivery_promise AS promise
    ON promise.household = voucher.household AND promise.round = voucher.round
    AND promise.day >= $1
LEFT JOIN LATERAL (
    SELECT run.day FROM stop JOIN run ON run.id = stop.run
    WHERE stop.voucher = voucher.id AND stop.published AND NOT stop.closed
      AND run.day <> $1
) AS elsewhere ON true
WHERE voucher.channel = 'home_delivery'
  AND voucher.replaced_by IS NULL AND voucher.revoked_at IS NULL
  AND voucher.blocked_at IS NULL
  AND $1 BETWEEN voucher.valid_from AND voucher.last_valid_day
  AND $1 BETWEEN round.starts_on AND round.ends_on
  AND round.opened_at IS NOT NULL AND round.closed_at IS NULL
  AND parcel.packs > 0
  AND NOT EXISTS (
      SELECT FROM handout WHERE handout.voucher = voucher.id
        AND handout.annulled_at IS NULL
        AND handout.conflict IS DISTINCT FROM 'already_handed_out'
  )
ORDER BY household.number, voucher.issued_at, voucher.id
