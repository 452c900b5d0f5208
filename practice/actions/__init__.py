"""Changes to the practice and its people: each function is one audited change."""
