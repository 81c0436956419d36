-- Balances by id with what people call them. Argument: ids.
SELECT
    balance.id       AS id,
    balance.lot      AS lot,
    balance.location AS location,
    location.site    AS site,
    lot.article      AS article,
    article.name     AS article_name,
    lot.number       AS lot_number,
    lot.fund         AS fund,
    location.name    AS place,
    balance.packs    AS packs,
    balance.reserved AS reserved
FROM stock_balance AS balance
JOIN lot ON lot.id = balance.lot
JOIN article ON article.id = lot.article
JOIN location ON location.id = balance.location
WHERE balance.id = ANY($1)
