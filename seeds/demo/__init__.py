"""The demo winter: invented stories, and the payloads in true formats that are built from them."""
