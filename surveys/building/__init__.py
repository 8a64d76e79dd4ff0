"""A questionnaire built in the browser: edits of its specification, and the forms that ask for them."""
