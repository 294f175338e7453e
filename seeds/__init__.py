"""What ships with Svitlo: sources, policy, the demo winter."""
