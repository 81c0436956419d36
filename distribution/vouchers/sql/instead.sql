-- What could go in the place of each article of a voucher: of the same commodity group,
-- still due beyond the voucher's own parcel, and free at the site.
-- Arguments: voucher, site, local day.
SELECT
    other.id   AS article,
    other.name AS name,
    line.article AS instead_of,
    least(e.entitled - e.issued - coalesce(own.packs, 0), free.packs)::int AS most
FROM voucher AS v
JOIN round AS r ON r.id = v.round
JOIN voucher_line AS line ON line.voucher = v.id
JOIN article AS a ON a.id = line.article
JOIN article AS other ON other.commodity_group = a.commodity_group AND other.id <> a.id
JOIN entitlement AS e ON e.referral = v.referral AND e.article = other.id
LEFT JOIN voucher_line AS own ON own.voucher = v.id AND own.article = other.id
JOIN LATERAL (
    SELECT coalesce(sum(b.packs - b.reserved), 0) AS packs
    FROM stock_balance AS b
    JOIN lot AS l ON l.id = b.lot
    JOIN location AS p ON p.id = b.location
    WHERE l.article = other.id
      AND l.fund IS NOT DISTINCT FROM r.sub_programme
      AND p.site = $2 AND p.kind <> 'unaccounted'
      AND l.state = 'usable' AND coalesce(l.use_until >= $3, true)
) AS free ON true
WHERE v.id = $1
  AND least(e.entitled - e.issued - coalesce(own.packs, 0), free.packs) > 0
ORDER BY kromka_polish(other.name), other.id
