-- Each article of each fund over a period, in packs of the whole centre.
-- Arguments: first and last local day, round and its fund (null: every fund), and
-- the reasons of losses.
WITH booked AS (
    SELECT
        lot.article, lot.fund, m.packs, m.moved_on >= $1 AS within,
        CASE m.reason WHEN 'annulled' THEN undone.reason ELSE m.reason END AS reason,
        $3::uuid IS NULL OR d.round = $3 AS ours
    FROM movement AS m
    JOIN lot ON lot.id = m.lot
    LEFT JOIN movement AS undone ON undone.id = m.mends
    LEFT JOIN handout AS d ON d.id = m.handout
    WHERE m.moved_on <= $2 AND ($3::uuid IS NULL OR lot.fund = $4)
), sums AS (
    SELECT
        article, fund,
        sum(packs) FILTER (WHERE NOT within) AS opening,
        sum(packs) FILTER (WHERE within AND reason IN ('received', 'donated'))
            AS received,
        -sum(packs) FILTER (WHERE within AND reason = 'handed_out' AND ours) AS issued,
        -sum(packs) FILTER (WHERE within AND reason = 'handed_out' AND NOT ours)
            AS issued_elsewhere,
        -sum(packs) FILTER (WHERE within AND reason = ANY($5::text[])) AS losses,
        -sum(packs) FILTER (WHERE within AND reason = 'returned') AS returned,
        sum(packs) FILTER (WHERE within AND reason IN ('transfer_in', 'transfer_out'))
            AS transferred,
        sum(packs) FILTER (WHERE within AND reason IN
            ('correction', 'count_surplus', 'count_deficit')) AS corrections,
        sum(packs) FILTER (WHERE within AND reason = 'unaccounted') AS unaccounted,
        sum(packs) AS closing,
        bool_or(within) AS moved
    FROM booked GROUP BY article, fund
)
SELECT
    a.id AS article, a.code, a.name, s.fund, f.name AS fund_name, a.report_grams,
    coalesce(s.opening, 0)::int          AS opening,
    coalesce(s.received, 0)::int         AS received,
    coalesce(s.issued, 0)::int           AS issued,
    coalesce(s.issued_elsewhere, 0)::int AS issued_elsewhere,
    coalesce(s.losses, 0)::int           AS losses,
    coalesce(s.returned, 0)::int         AS returned,
    coalesce(s.transferred, 0)::int      AS transferred,
    coalesce(s.corrections, 0)::int      AS corrections,
    coalesce(s.unaccounted, 0)::int      AS unaccounted,
    s.closing::int                       AS closing
FROM sums AS s
JOIN article AS a ON a.id = s.article
LEFT JOIN sub_programme AS f ON f.id = s.fund
WHERE s.moved OR s.closing <> 0
ORDER BY f.starts_on DESC NULLS LAST, f.name, kromka_polish(a.name)
