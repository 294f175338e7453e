"""The form by which partners report alike."""
