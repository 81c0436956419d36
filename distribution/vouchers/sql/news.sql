-- The vouchers that something happened to since an instant, as the trail tells it.
-- Argument: the instant. What touches all of them is in all_changed.sql.
WITH changed AS (
    SELECT relation, row_id FROM audit_entry
    WHERE at >= $1 AND relation IN
        ('voucher', 'handout', 'household', 'referral', 'pickup_authorisation')
)
SELECT voucher.id
FROM voucher
WHERE voucher.id IN (SELECT row_id FROM changed WHERE relation = 'voucher')
   OR voucher.id IN (
       SELECT handout.voucher FROM handout
       JOIN changed ON changed.row_id = handout.id AND changed.relation = 'handout')
   OR voucher.household IN (SELECT row_id FROM changed WHERE relation = 'household')
   OR voucher.household IN (
       SELECT given.household FROM pickup_authorisation AS given
       JOIN changed ON changed.row_id = given.id
                   AND changed.relation = 'pickup_authorisation')
   OR voucher.referral IN (SELECT row_id FROM changed WHERE relation = 'referral')
