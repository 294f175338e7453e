"""What happened: from the bytes of a source to what may be published."""
