"""Understanding: what a free sentence means. Knows no case, no talk and no database."""
