"""Who looked at, changed, disclosed, matched or erased personal data (DPA 2018 s.62)."""
