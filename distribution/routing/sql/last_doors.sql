-- The last door at which the driver of each shift stood on a day, how many there were,
-- and when the car left its site: as planned, or by the first door if that was earlier.
-- Arguments: the day, outcomes of a driver who stood at the door.
SELECT DISTINCT ON (run.shift)
    run.shift, stop_outcome.happened_at, household.latitude, household.longitude,
    count(*) OVER (PARTITION BY run.shift)::int AS visited,
    least(
        sent.leaves_at,
        min(stop_outcome.happened_at) FILTER (
            WHERE plan.published_at >= sent.published_at
        ) OVER (PARTITION BY run.shift)
    ) AS loaded_at
FROM stop_outcome
JOIN stop ON stop.id = stop_outcome.stop
JOIN run ON run.id = stop.run
JOIN plan ON plan.id = run.plan
JOIN household ON household.id = stop.household
LEFT JOIN LATERAL (
    -- Plans since then go on from a door, with what was in the car.
    SELECT begun.leaves_at, first.published_at
    FROM run AS begun
    JOIN plan AS first ON first.id = begun.plan
    WHERE begun.shift = run.shift AND first.published_at IS NOT NULL
        AND begun.start_latitude IS NULL
    ORDER BY first.published_at DESC LIMIT 1
) AS sent ON true
WHERE run.day = $1 AND stop_outcome.outcome = ANY($2)
    AND household.latitude IS NOT NULL AND household.longitude IS NOT NULL
ORDER BY run.shift, stop_outcome.happened_at DESC, stop_outcome.recorded_at DESC
