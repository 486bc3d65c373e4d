"""The stream process: server-sent events and the Pusher Channels protocol, both from the event log. No business rules."""
