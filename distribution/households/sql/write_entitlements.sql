-- Packs due by referral and article: the newest set × persons and what is granted on
-- top (R-PAR-3), in whole packs, less what earlier referrals of the household
-- to the same sub-programme have had. $3: one referral, or NULL for all that are good.
WITH due AS (
    SELECT
        r.id AS referral, l.article,
        greatest(
            l.packs * r.persons + l.packs * r.persons * r.extra_percent / 100
            - coalesce(before.issued, 0), 0
        ) AS packs
    FROM referral AS r
    JOIN set_line AS l
        ON l.sub_programme = r.sub_programme
        AND l.version = (
            SELECT max(version) FROM set_line WHERE sub_programme = r.sub_programme
        )
    LEFT JOIN LATERAL (
        SELECT sum(e.issued)::integer AS issued
        FROM referral AS o
        JOIN entitlement AS e ON e.referral = o.id AND e.article = l.article
        WHERE o.household = r.household
            AND o.sub_programme = r.sub_programme
            AND o.id <> r.id
    ) AS before ON true
    WHERE r.sub_programme = $2
        AND r.withdrawn_at IS NULL
        AND ($3::uuid IS NULL OR r.id = $3)
),
dropped AS (
    UPDATE entitlement AS e SET entitled = 0
    FROM referral AS r
    WHERE e.referral = r.id
        AND r.sub_programme = $2
        AND r.withdrawn_at IS NULL
        AND ($3::uuid IS NULL OR r.id = $3)
        AND e.entitled > 0
        AND NOT EXISTS (
            SELECT FROM due WHERE due.referral = r.id AND due.article = e.article
        )
)
INSERT INTO entitlement (id, centre, referral, article, entitled, issued)
SELECT gen_random_uuid(), $1, referral, article, packs, 0 FROM due
ORDER BY referral, article
ON CONFLICT (referral, article) DO UPDATE SET entitled = excluded.entitled
