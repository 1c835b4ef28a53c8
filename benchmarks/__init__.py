"""Speed, memory and quality, compared with the limits of the machine or with other systems. Quoth never imports it."""
