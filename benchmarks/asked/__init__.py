"""Whether answers are about what was asked: the places, the time and the quantity."""
