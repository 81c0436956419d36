"""What is measured, and against whom. Ratios of one run, never timed tests."""
