"""What `python3 run.py` does, with the standard library alone: nothing is installed yet.

`machine` checks the machine, `packages` installs, `children` keeps processes, `start` brings Tend
up, `commands` reads the command line.
"""
