-- What a centre has of all that its first round needs.
-- Arguments: the day.
SELECT
    (SELECT address <> '' AND phone <> '' FROM centre WHERE id = kromka_centre())
        AS centre,
    (SELECT count(DISTINCT r.role) = 2 FROM staff_role AS r
     JOIN staff AS s ON s.id = r.staff
     WHERE s.active AND r.role IN ('coordinator', 'social_worker')) AS staff,
    (SELECT coalesce(bool_or(is_pickup) AND bool_or(is_warehouse), false)
     FROM site WHERE active) AS sites,
    EXISTS (SELECT FROM opening_hours) AS hours,
    EXISTS (SELECT FROM sub_programme WHERE ends_on >= $1) AS sub_programme,
    EXISTS (SELECT FROM set_line AS l JOIN sub_programme AS p ON p.id = l.sub_programme
            WHERE p.ends_on >= $1) AS set,
    EXISTS (SELECT FROM location WHERE kind <> 'unaccounted') AS places,
    EXISTS (SELECT FROM household) AS households,
    EXISTS (SELECT FROM referral
            WHERE withdrawn_at IS NULL AND valid_until >= $1) AS referrals,
    EXISTS (SELECT FROM stock_balance WHERE packs > 0) AS stock
