"""Figures of speed, printed beside ceilings measured in the same run. Nothing here judges time."""
