// The answers: Server-Sent Events read with fetch, because EventSource cannot send the token in a header.

const WAITS = [1, 2, 4, 8, 15]; // seconds between tries
const SILENCE = 40; // seconds without even a ping (the server pings each 15): the connection is dead

export class Stream {
  // on: { event(name, data), connected(), lost() }
  constructor(token, on) {
    this.token = token;
    this.on = on;
    this.last = 0;
    this.tries = 0;
    this.closed = false;
    this.wake = () => {};
    this.heardAt = Date.now();
    this.watch = setInterval(() => this.check(), 5000);
  }

  async open() {
    while (!this.closed) {
      let wait = 0;
      try {
        wait = await this.readOnce();
      } catch {
        // no network, or cut off: try again
      }
      if (this.closed) return;
      this.on.lost();
      const seconds = wait || WAITS[Math.min(this.tries++, WAITS.length - 1)] * (0.8 + Math.random() * 0.4);
      await new Promise((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, seconds * 1000);
      });
    }
  }

  close() {
    this.closed = true;
    clearInterval(this.watch);
    this.abort?.abort();
    this.wake();
  }

  // Try now: the person looks at the page again, or the network came back (then an old connection is worth nothing).
  hurry(anew) {
    this.tries = 0;
    if (anew) this.abort?.abort();
    else this.check();
    this.wake();
  }

  check() {
    if (Date.now() - this.heardAt > SILENCE * 1000) this.abort?.abort();
  }

  async readOnce() {
    this.abort = new AbortController();
    this.heardAt = Date.now();
    const response = await fetch('chat/stream', {
      headers: { Authorization: `Bearer ${this.token}`, 'Last-Event-ID': String(this.last), Accept: 'text/event-stream' },
      cache: 'no-store',
      signal: this.abort.signal,
    });
    if (!response.ok) return Number(response.headers.get('Retry-After')) || 0;
    this.on.connected();
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done || this.closed) return 0;
      this.heardAt = Date.now();
      this.tries = 0;
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\r\n\r\n');
      rest = blocks.pop();
      blocks.forEach((block) => this.take(block));
    }
  }

  take(block) {
    let name = 'message';
    const data = [];
    for (const line of block.split('\r\n')) {
      if (line.startsWith('event: ')) name = line.slice(7);
      else if (line.startsWith('data: ')) data.push(line.slice(6));
      else if (line.startsWith('id: ')) this.last = Math.max(this.last, Number(line.slice(4)) || 0);
    }
    if (data.length && !this.closed) this.on.event(name, JSON.parse(data.join('\n')));
  }
}
