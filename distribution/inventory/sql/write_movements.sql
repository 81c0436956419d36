-- Writes movements and the balances that they add up to, in one statement.
-- Arguments: centre, document, local day; then for each movement its balance,
-- signed packs, reason, the movement that it mends, case size, note.
WITH given AS (
    SELECT * FROM unnest($4::uuid[], $5::int[], $6::text[], $7::uuid[], $8::int[],
                         $9::text[])
    WITH ORDINALITY AS g (balance, packs, reason, mends, case_size, note, place)
), written AS (
    INSERT INTO movement
        (centre, lot, location, packs, reason, document, mends, moved_on, case_size,
         note)
    SELECT $1, b.lot, b.location, g.packs, g.reason, $2, g.mends, $3, g.case_size,
           g.note
    FROM given AS g JOIN stock_balance AS b ON b.id = g.balance
    ORDER BY g.place
), sums AS (
    SELECT balance, sum(packs) AS packs FROM given GROUP BY balance
)
UPDATE stock_balance AS b SET packs = b.packs + s.packs
FROM sums AS s WHERE b.id = s.balance
