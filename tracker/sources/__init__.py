"""Source → Payload → Report: who publishes, how to fetch it, how to read what came."""
