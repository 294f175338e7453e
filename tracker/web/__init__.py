"""The pages and the data, from editions and nothing else."""
