"""Set-up, tests and reports of Infimum.

Everything outside `report` uses the standard library only, because it runs before `.venv` exists.
"""
