"""Pages: for respondents, without an account; for the team, on questionnaires and collections."""
