"""`make bench`: speed and memory of this checkout. The other benchmarks take a folder: see docs/quality.md."""

from benchmarks import building, speed

speed.main()
building.main([])
