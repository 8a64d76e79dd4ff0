"""What the pages of results show, put together from runs as disclosure leaves them."""
