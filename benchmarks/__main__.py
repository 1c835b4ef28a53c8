"""`make bench`: speed and memory of this checkout, and hostile files. With a folder of gold sets: other systems too.

docs/evaluate.md lists the benchmarks that need a folder of sets.
"""

import sys

from benchmarks import building, hostile, page, peers, speed

speed.main()
building.main([])
page.main([])
hostile.main([])
peers.main(sys.argv[1:])
