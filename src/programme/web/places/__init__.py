"""A provider's venues: pages that the provider's door and the admin door share."""
