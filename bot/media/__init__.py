"""Files people send: fetched, looked at, made harmless, kept encrypted."""
