"""Measures the product beside a yardstick: a minimal Litestar app that does the least SQL for the same jobs.

`make bench` runs everything and writes docs/benchmarks.md. The figures to compare are ratios of processor time a
request, taken in the same run on the same machine.
"""
