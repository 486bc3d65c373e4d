// A screen that follows a hotel with stock pusher-js, as docs/stream.md shows it: it knows what it saw last by
// `meta.seq`, and asks the log for what it missed. Runs in Node and in a browser.

function follow(Pusher, told, report) {
  let last = null;
  let work = Promise.resolve();

  const headers = { Authorization: `Token ${told.token}` };
  const pusher = new Pusher(told.key, {
    cluster: "",
    wsHost: told.host,
    wsPort: told.port,
    forceTLS: false,
    enabledTransports: ["ws"],
    enableStats: false,
    channelAuthorization: { endpoint: `${told.site}/api/notifications/pusher/auth/`, transport: "ajax", headers },
  });

  async function missed(before) {
    while (last + 1 < before) {
      const answer = await fetch(`${told.site}/api/staff/hotel/${told.slug}/events/?after=${last}`, { headers });
      for (const event of (await answer.json()).results) {
        if (event.seq < before) {
          last = event.seq;
          report({ seq: event.seq, type: event.type, by: "log" });
        }
      }
    }
  }

  async function take(name, message) {
    const seq = message.meta.seq;
    if (last !== null && seq <= last) return;
    if (last !== null && seq > last + 1) {
      report({ gap: [last + 1, seq - 1] });
      await missed(seq);
    }
    last = seq;
    report({ seq, type: message.type, by: "channel", payload: message.payload });
  }

  pusher.connection.bind("state_change", (states) => report({ state: states.current }));
  pusher.connection.bind("error", (error) => report({ error: error.error ? error.error.data : String(error) }));
  for (const kind of told.channels) {
    const channel = pusher.subscribe(`private-${told.slug}.${kind}`);
    channel.bind("pusher:subscription_succeeded", () => report({ subscribed: kind }));
    channel.bind("pusher:subscription_error", (error) => report({ refused: kind, status: error.status }));
    channel.bind_global((name, message) => {
      if (!name.startsWith("pusher:")) work = work.then(() => take(name, message));
    });
  }
  return pusher;
}

if (typeof module !== "undefined") {
  follow(require("pusher-js"), JSON.parse(process.argv[2]), (said) => console.log(JSON.stringify(said)));
}
