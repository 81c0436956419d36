-- Lines of goods receipts in a period. Arguments: first and last local day, fund
-- (null: every fund), and whether to heed the fund.
SELECT
    d.kind, d.sequence, d.year, d.foreign_number, d.partner,
    m.moved_on AS received_on, a.code, a.name, f.name AS fund_name,
    lot.number AS lot, lot.printed_date, m.packs, a.report_grams
FROM movement AS m
JOIN stock_document AS d ON d.id = m.document
JOIN lot ON lot.id = m.lot
JOIN article AS a ON a.id = lot.article
LEFT JOIN sub_programme AS f ON f.id = lot.fund
WHERE m.moved_on BETWEEN $1 AND $2 AND m.reason IN ('received', 'donated')
  AND (NOT $4::boolean OR lot.fund = $3)
ORDER BY m.moved_on, d.sequence, kromka_polish(a.name), lot.number
