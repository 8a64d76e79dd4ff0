"""An integer programme that finds answers whose counts and scores are the published ones."""
