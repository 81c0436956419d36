-- Takes packs for one hand-out and releases all reservations of its voucher.
-- Arguments: centre, owner, handout, local day, balances, packs of each.
-- Answers how many balances were taken from, and how many reservations released.
WITH wanted AS (
    SELECT * FROM unnest($5::uuid[], $6::int[]) AS w (balance, packs)
), released AS (
    DELETE FROM reservation WHERE owner = $2 RETURNING balance, packs
), change AS (
    SELECT coalesce(w.balance, r.balance) AS balance,
           coalesce(w.packs, 0)           AS taken,
           coalesce(r.packs, 0)           AS released
    FROM wanted AS w FULL JOIN released AS r ON r.balance = w.balance
), written AS (
    INSERT INTO movement (centre, lot, location, packs, reason, handout, moved_on)
    SELECT $1, b.lot, b.location, -w.packs, 'handed_out', $3, $4
    FROM wanted AS w JOIN stock_balance AS b ON b.id = w.balance
    RETURNING id
), locked AS (
    SELECT b.id FROM stock_balance AS b
    WHERE b.id IN (SELECT balance FROM change) ORDER BY b.id FOR UPDATE
), updated AS (
    UPDATE stock_balance AS b
    SET packs = b.packs - c.taken, reserved = b.reserved - c.released
    FROM locked AS l JOIN change AS c ON c.balance = l.id
    WHERE b.id = l.id
    RETURNING b.id
)
SELECT (SELECT count(*) FROM written)  AS taken,
       (SELECT count(*) FROM released) AS released,
       (SELECT count(*) FROM updated)  AS updated
