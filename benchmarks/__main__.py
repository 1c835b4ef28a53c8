"""`make bench`: speed and memory of this checkout, and hostile files; given a folder of gold sets, also beside others.

What else takes a folder: see docs/quality.md and docs/retrieval.md.
"""

import sys

from benchmarks import building, hostile, peers, speed

speed.main()
building.main([])
hostile.main([])
peers.main(sys.argv[1:])
