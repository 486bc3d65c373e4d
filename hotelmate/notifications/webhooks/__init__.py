"""Webhooks: every event to addresses of the hotel's choice, signed, in order, and again until somebody takes it."""
