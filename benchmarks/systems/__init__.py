"""The systems that `benchmarks.peers` compares, each in a process of its own."""
