"""The log: what changed, in the order in which it was committed, without a gap, per hotel."""
