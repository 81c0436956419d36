-- Undoes the movements of one hand-out by opposite ones that name them.
-- Arguments: centre, handout, local day. Its balances are locked already.
WITH done AS (
    SELECT m.* FROM movement AS m
    WHERE m.handout = $2 AND m.mends IS NULL
      AND NOT EXISTS (SELECT FROM movement AS c WHERE c.mends = m.id)
), undone AS (
    INSERT INTO movement
        (centre, lot, location, packs, reason, handout, mends, moved_on)
    SELECT $1, lot, location, -packs, 'annulled', $2, id, $3 FROM done
    RETURNING lot, location, packs
), sums AS (
    SELECT lot, location, sum(packs) AS packs FROM undone GROUP BY lot, location
)
UPDATE stock_balance AS b SET packs = b.packs + s.packs
FROM sums AS s WHERE b.lot = s.lot AND b.location = s.location
