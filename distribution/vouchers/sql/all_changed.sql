-- Whether something changed since an instant that touches every voucher: rounds,
-- articles, lots (a recall), stock that moved by a document, keys, the PIN.
-- Argument: the instant.
SELECT EXISTS (
    SELECT FROM audit_entry WHERE at >= $1 AND relation IN (
        'round', 'article', 'lot', 'recall', 'stock_document', 'stock_count', 'site',
        'signing_key', 'scan_setting'
    )
)
