-- What a referral gives, article by article. The set is the newest of its
-- sub-programme; "before" is what earlier referrals to it have had.
SELECT
    a.id AS article, a.code, a.name, a.commodity_group AS "group",
    coalesce(l.packs, 0) * r.persons AS set_packs,
    e.entitled, e.issued, greatest(e.entitled - e.issued, 0) AS remaining,
    coalesce(before.issued, 0) AS issued_before,
    a.report_grams
FROM referral AS r
JOIN entitlement AS e ON e.referral = r.id
JOIN article AS a ON a.id = e.article
LEFT JOIN set_line AS l
    ON l.sub_programme = r.sub_programme AND l.article = a.id
    AND l.version = (
        SELECT max(version) FROM set_line WHERE sub_programme = r.sub_programme
    )
LEFT JOIN LATERAL (
    SELECT sum(x.issued)::integer AS issued
    FROM referral AS o
    JOIN entitlement AS x ON x.referral = o.id AND x.article = a.id
    WHERE o.household = r.household AND o.sub_programme = r.sub_programme
        AND o.id <> r.id
) AS before ON true
WHERE r.id = $1
ORDER BY a.commodity_group, kromka_polish(a.name)
