-- Runs, and how far they are; whoever asks adds WHERE.
SELECT
    r.id, r.plan, r.day, r.shift, s.driver, d.name AS driver_name,
    d.phone AS driver_phone, v.name AS vehicle_name, s.site, t.name AS site_name,
    t.address AS site_address, t.latitude AS site_latitude,
    t.longitude AS site_longitude, s.end_latitude, s.end_longitude, s.open_end,
    r.start_latitude, r.start_longitude, r.leaves_at, r.returns_at, r.rests, r.reloads,
    r.metres,
    r.locked_stops, r.published, r.opened_at, r.pledged_at, r.finished_at, r.reordered_at,
    p.estimate,
    (
        SELECT count(*)::int FROM follow_up AS f
        JOIN stop_outcome AS o ON o.id = f.outcome
        JOIN stop AS x ON x.id = o.stop
        WHERE x.run = r.id AND f.handled_at IS NULL
    ) AS open_follow_ups
FROM run AS r
JOIN plan AS p ON p.id = r.plan
JOIN shift AS s ON s.id = r.shift
JOIN staff AS d ON d.id = s.driver
JOIN vehicle AS v ON v.id = s.vehicle
JOIN site AS t ON t.id = s.site
