-- What lies where. Arguments: as of the end of this local day (null: now), lot
-- (null: all), location (null: all).
WITH held AS (
    SELECT lot, location, packs, reserved FROM stock_balance
    WHERE $1::date IS NULL AND packs > 0
      AND ($2::uuid IS NULL OR lot = $2) AND ($3::uuid IS NULL OR location = $3)
    UNION ALL
    SELECT lot, location, sum(packs)::int, NULL FROM movement
    WHERE $1::date IS NOT NULL AND moved_on <= $1
      AND ($2::uuid IS NULL OR lot = $2) AND ($3::uuid IS NULL OR location = $3)
    GROUP BY lot, location HAVING sum(packs) <> 0
)
SELECT
    lot.article       AS article,
    article.code      AS code,
    article.name      AS name,
    article.cold      AS cold,
    article.pack_grams AS pack_grams,
    article.report_grams AS report_grams,
    held.lot          AS lot,
    lot.number        AS number,
    lot.fund          AS fund,
    fund.name         AS fund_name,
    lot.printed_date  AS printed_date,
    lot.received_on   AS received_on,
    lot.use_until     AS use_until,
    lot.state         AS state,
    held.location     AS location,
    location.name     AS location_name,
    location.site     AS site,
    site.name         AS site_name,
    held.packs        AS packs,
    held.reserved     AS reserved
FROM held
JOIN lot ON lot.id = held.lot
JOIN article ON article.id = lot.article
JOIN location ON location.id = held.location
JOIN site ON site.id = location.site
LEFT JOIN sub_programme AS fund ON fund.id = lot.fund
ORDER BY kromka_polish(article.name), lot.use_until NULLS LAST, lot.received_on,
         lot.number, kromka_polish(site.name), kromka_polish(location.name)
