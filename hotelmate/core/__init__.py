"""What every floor above stands on: the actor, refusals, locks, the clock, ids, and the boundary of a change."""
