"""Changes to work: each function is one audited change."""
