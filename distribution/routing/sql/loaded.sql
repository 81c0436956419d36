-- Who was last sent out with each parcel on a day, whether its door has ended (or
-- needs no visit, since the parcel was fetched elsewhere), and whether it is tried again.
-- Arguments: the day, outcomes of parcels that were never loaded.
SELECT sent.voucher, sent.shift, sent.closed, sent.try_again
FROM (
    SELECT DISTINCT ON (stop.voucher)
        stop.voucher, run.shift, stop.try_again, stop.id AS stop,
        stop.closed OR EXISTS (
            SELECT FROM handout WHERE handout.voucher = stop.voucher
                AND handout.annulled_at IS NULL
                AND handout.conflict IS DISTINCT FROM 'already_handed_out'
        ) AS closed
    FROM stop
    JOIN run ON run.id = stop.run
    JOIN plan ON plan.id = run.plan
    WHERE run.day = $1 AND plan.published_at IS NOT NULL
    ORDER BY stop.voucher, plan.published_at DESC
) AS sent
WHERE NOT EXISTS (
    SELECT FROM stop_outcome
    WHERE stop_outcome.stop = sent.stop AND stop_outcome.outcome = ANY($2)
)
