"""What `benchmarks.peers` compares, each in a process of its own: Quoth, and others as their own first steps show."""
