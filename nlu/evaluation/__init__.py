"""How good the understanding is: measured on messages its makers had not seen, and how its limits are chosen."""
