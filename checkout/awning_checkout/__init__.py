"""From a cart to a settled, forwarded order: the small service behind all shops."""
