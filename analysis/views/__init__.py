"""Pages of the analysis: items and plans, runs and results, contrasts, case selection."""
