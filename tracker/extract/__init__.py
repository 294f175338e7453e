"""Report → Claims: what one text says, each claim with the words it says it in."""
