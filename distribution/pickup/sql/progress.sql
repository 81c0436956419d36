-- The days of round $1: places, booked and not yet taken, and handed out.
SELECT
    day, sum(capacity)::int AS capacity, sum(expected)::int AS expected,
    sum(handed_out)::int AS handed_out
FROM (
    SELECT
        s.day, CASE WHEN s.closed_at IS NULL THEN s.capacity ELSE 0 END AS capacity,
        0 AS expected, 0 AS handed_out
    FROM slot AS s
    WHERE s.round = $1
    UNION ALL
    SELECT s.day, 0, 1, 0
    FROM booking AS b
    JOIN slot AS s ON s.id = b.slot
    WHERE
        b.round = $1 AND b.cancelled_at IS NULL
        AND NOT EXISTS (
            SELECT FROM handout AS d
            JOIN voucher AS v ON v.id = d.voucher
            WHERE
                v.household = b.household AND v.round = b.round
                AND d.annulled_at IS NULL
        )
    UNION ALL
    SELECT d.local_day, 0, 0, 1
    FROM handout AS d
    JOIN voucher AS v ON v.id = d.voucher
    WHERE
        v.round = $1 AND d.annulled_at IS NULL
        AND d.conflict IS DISTINCT FROM 'already_handed_out'
) AS one
GROUP BY day
ORDER BY day;
