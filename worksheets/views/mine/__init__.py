"""Her side: everything under /my/. Each page works without script; each change is a POST."""
