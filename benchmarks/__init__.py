"""Speed, memory and quality, measured beside the machine's limits or a peer. The program never imports it."""
