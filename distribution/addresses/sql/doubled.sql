-- Takes rows out that say a point for the second time; returns their lines.
WITH told AS (
    SELECT ctid, line, first_value(line) OVER same AS first,
           row_number() OVER same AS place
    FROM address_incoming WINDOW same AS (PARTITION BY source ORDER BY line)
)
DELETE FROM address_incoming AS i USING told
WHERE i.ctid = told.ctid AND told.place > 1
RETURNING told.line, told.first
