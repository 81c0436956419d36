-- Where the vouchers of a round stand, as rules.state_of derives it.
-- Arguments: the round, the local day.
SELECT
    voucher.id, household.number, voucher.issued_at, voucher.channel, voucher.printed,
    CASE
        WHEN EXISTS (
            SELECT FROM handout WHERE handout.voucher = voucher.id
                AND handout.annulled_at IS NULL
                AND handout.conflict IS DISTINCT FROM 'already_handed_out'
        ) THEN 'handed_out'
        WHEN voucher.replaced_by IS NOT NULL THEN 'replaced'
        WHEN voucher.revoked_at IS NOT NULL THEN 'revoked'
        WHEN voucher.blocked_at IS NOT NULL THEN 'blocked'
        WHEN round.closed_at IS NOT NULL THEN 'expired'
        WHEN voucher.last_valid_day < $2 THEN 'expired'
        ELSE 'issued'
    END AS state
FROM voucher
JOIN round ON round.id = voucher.round
JOIN household ON household.id = voucher.household
WHERE voucher.round = $1
