"""Measure whether answers match the question: its places, its time and its quantity."""
