"""The demo studies: published figures, the solver that rebuilds answers to fit them, and `load_demo`."""
