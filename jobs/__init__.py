"""What starts work: by the clock or by hand."""
