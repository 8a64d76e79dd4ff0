"""How the collecting goes: who was asked, opened, started, sent and refused; how many of how many; who is missing."""
