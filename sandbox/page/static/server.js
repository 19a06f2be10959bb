// The connection to the sandbox: actions go by POST, events come as Server-Sent Events.

/** Carry out an action; throws an Error with the reason of a refusal. */
export async function act(action, body = {}) {
  const response = await fetch(action, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.ok) return;
  const answer = await response.json().catch(() => ({}));
  throw new Error(answer.error ?? `${response.status} ${response.statusText}`);
}

/** Call `handlers[name](data)` for each event, and `onConnected(whether)` when the connection changes. */
export function listen(handlers, onConnected) {
  const source = new EventSource('events');
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  }
  source.addEventListener('open', () => onConnected(true));
  source.addEventListener('error', () => onConnected(false));
}
