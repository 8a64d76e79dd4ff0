"""How dates are written: one way in each language, on every page and in every table, whatever length is asked for."""
