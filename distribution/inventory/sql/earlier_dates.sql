-- Lots of a receipt (PZ) with an earlier date than lots of the same article that
-- earlier receipts brought; of those the one with the latest date.
-- Argument: the document.
SELECT
    lot.article,
    article.name              AS article_name,
    lot.id                    AS lot,
    lot.number,
    lot.printed_date,
    latest.number             AS before,
    latest.printed_date       AS before_date,
    latest.is_gone
FROM stock_document AS paper
JOIN LATERAL (
    SELECT DISTINCT movement.lot FROM movement WHERE movement.document = paper.id
) AS brought ON true
JOIN lot ON lot.id = brought.lot
JOIN article ON article.id = lot.article
CROSS JOIN LATERAL (
    SELECT other.number, other.printed_date, NOT EXISTS (
        SELECT FROM stock_balance AS held WHERE held.lot = other.id AND held.packs > 0
    ) AS is_gone
    FROM lot AS other
    WHERE other.article = lot.article AND other.printed_date > lot.printed_date
      AND EXISTS (
          SELECT FROM movement AS came
          JOIN stock_document AS before ON before.id = came.document
          WHERE came.lot = other.id AND before.kind = 'PZ'
            AND (before.year, before.sequence) < (paper.year, paper.sequence)
      )
    ORDER BY other.printed_date DESC, other.number
    LIMIT 1
) AS latest
WHERE paper.id = $1 AND paper.kind = 'PZ'
ORDER BY kromka_polish(article.name), lot.printed_date, lot.number
