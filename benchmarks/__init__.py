"""Speed, memory and quality, measured beside the machine's limits or a peer in the same run. The program never imports it."""
