"""What the seven sections say of the facts, before any words: chosen and ordered, the same for every language."""
