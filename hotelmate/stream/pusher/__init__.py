"""The Pusher Channels protocol, version 7, on a WebSocket, so that stock `pusher-js` clients connect."""
