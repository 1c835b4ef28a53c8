"""`make bench`: speed and memory of this checkout, and hostile files. Others take a folder: see docs/quality.md."""

from benchmarks import building, hostile, speed

speed.main()
building.main([])
hostile.main([])
