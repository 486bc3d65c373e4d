"""Races: two or more changes of the same records, fired at once at a live server, and judged.

A race is judged by comparison: all orders in which its changes can happen one after the other are played on the same
server, and what comes of a race must be what came of one of these orders, down to each answer, event and audit row.
"""
