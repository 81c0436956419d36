-- Who was last sent out with each parcel on a day, whether its door has ended (or
-- needs no visit any more, since the parcel was handed out), and whether it is tried
-- again.
-- Arguments: the day, outcomes of parcels that were never loaded.
SELECT
    sent.voucher, sent.shift, sent.closed OR sent.handed_out AS closed,
    sent.try_again AND NOT sent.handed_out AS try_again
FROM (
    SELECT DISTINCT ON (stop.voucher)
        stop.voucher, run.shift, stop.closed, stop.try_again, stop.id AS stop,
        EXISTS (
            -- A voucher that was issued anew is for the same parcel.
            SELECT FROM voucher AS planned
            JOIN voucher AS shown USING (household, round)
            JOIN handout ON handout.voucher = shown.id
            WHERE planned.id = stop.voucher AND handout.annulled_at IS NULL
                AND handout.conflict IS DISTINCT FROM 'already_handed_out'
        ) AS handed_out
    FROM stop
    JOIN run ON run.id = stop.run
    JOIN plan ON plan.id = run.plan
    WHERE run.day = $1 AND plan.published_at IS NOT NULL
    ORDER BY stop.voucher, plan.published_at DESC
) AS sent
WHERE NOT EXISTS (
    -- What was looked at when it came back lies at its site again.
    SELECT FROM stop_outcome
    LEFT JOIN follow_up ON follow_up.outcome = stop_outcome.id
    WHERE stop_outcome.stop = sent.stop
        AND (stop_outcome.outcome = ANY($2) OR follow_up.condition <> '')
)
