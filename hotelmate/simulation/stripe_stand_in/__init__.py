"""A server shaped like Stripe's API: stateful, strict, and as unreliable as it is told to be."""
