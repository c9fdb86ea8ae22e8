"""The database: base, column types, the only commit, locks and leases."""
