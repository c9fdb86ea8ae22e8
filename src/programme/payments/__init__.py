"""The fee: ledger, checkout, refunds."""
