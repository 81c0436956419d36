-- Parcels of a day on published runs that load again on the way.
-- Arguments: the day, outcomes of a driver who stood at the door.
SELECT
    stop.run, run.shift, stop.voucher, stop.position, run.reloads,
    EXISTS (
        SELECT FROM stop_outcome
        WHERE stop_outcome.stop = stop.id AND stop_outcome.outcome = ANY($2)
    ) AS visited,
    row_number() OVER (
        PARTITION BY stop.voucher ORDER BY plan.published_at DESC
    ) = 1 AS is_newest
FROM stop
JOIN run ON run.id = stop.run
JOIN plan ON plan.id = run.plan
WHERE run.day = $1 AND plan.published_at IS NOT NULL
  AND run.shift IN (SELECT shift FROM run WHERE day = $1 AND reloads <> '[]')
