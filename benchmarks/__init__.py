"""Every performance figure that the README quotes: ``python -m benchmarks``.

All figures are ratios to something outside the project, measured in the same run on the same machine.
"""
