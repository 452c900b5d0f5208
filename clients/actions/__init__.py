"""Changes to people in care: each function is one audited change."""
