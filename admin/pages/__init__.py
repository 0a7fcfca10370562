"""The pages: one file per family, each with its `routes`."""
