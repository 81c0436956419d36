-- What a site holds of some articles from one fund, as one voucher sees it.
-- Arguments: site, articles, fund, owner of reservations, local day.
SELECT
    balance.id                                              AS balance,
    location.site                                           AS site,
    balance.lot                                             AS lot,
    balance.location                                        AS location,
    lot.article                                             AS article,
    article.name                                            AS article_name,
    lot.number                                              AS lot_number,
    location.name                                           AS place,
    balance.packs                                           AS packs,
    balance.reserved                                        AS reserved,
    CASE WHEN own.expires_on >= $5 THEN own.packs ELSE 0 END AS mine,
    lot.state                                               AS state,
    lot.use_until                                           AS use_until
FROM stock_balance AS balance
JOIN lot ON lot.id = balance.lot
JOIN article ON article.id = lot.article
JOIN location ON location.id = balance.location
LEFT JOIN reservation AS own ON own.balance = balance.id AND own.owner = $4
WHERE location.site = $1
  AND location.kind <> 'unaccounted'
  AND lot.article = ANY($2)
  AND lot.fund IS NOT DISTINCT FROM $3
  AND balance.packs > 0
