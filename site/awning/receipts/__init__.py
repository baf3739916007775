"""Prices as people and programs read them: receipts, lists and the matrix, each as its reader may see it."""
