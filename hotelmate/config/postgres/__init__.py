"""The embedded PostgreSQL: `server.ensure_running(home)` starts it or joins it.

The programs come from the wheel; everything else is here. A keeper process is the server's parent, and the kernel stops
the server with it, so nothing outlives a `kill -9`. Each process that uses the server holds a shared lock on a file as
long as it lives; when the keeper can have that lock alone, nobody is left and it stops the server cleanly. It starts a
killed server again at once. A killed keeper is replaced by the next call of `ensure_running`, at the same address.

Only a Unix socket in a closed folder leads to the server, and the kernel tells it who is calling: root and the user
whose folder it is may enter, nobody else. There is no password and no port.

Nothing is imported here: a keeper, which stays as long as its server, needs little of it.
"""
