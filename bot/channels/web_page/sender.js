// The person's messages: one at a time and in order, tried again with the same id so that none counts twice.

const WAITS = [1, 3, 7]; // seconds before each next try; after the last the person decides
const PATIENCE = 20; // seconds for one try

export class Sender {
  // changed(message): its `state` is sending, slow, sent or failed
  constructor(token, changed) {
    this.token = token;
    this.changed = changed;
    this.queue = [];
    this.busy = false;
    this.closed = false;
  }

  send(message) {
    this.set(message, 'sending');
    this.queue.push(message);
    if (!this.busy) this.work();
  }

  close() {
    this.closed = true;
    this.queue = [];
    this.abort?.abort();
  }

  async work() {
    this.busy = true;
    while (this.queue.length && !this.closed) {
      const message = this.queue.shift();
      this.set(message, (await this.deliver(message)) ? 'sent' : 'failed');
    }
    this.busy = false;
  }

  async deliver(message) {
    for (let tries = 0; !this.closed; ) {
      const answer = await this.post(message);
      if (answer.status === 202) return true;
      const busy = answer.status === 429;
      if (!busy && answer.status >= 400 && answer.status < 500) return false; // trying again would not help
      if (busy) this.set(message, 'slow');
      else if (tries++ >= WAITS.length) return false;
      await new Promise((resolve) => setTimeout(resolve, 1000 * (busy ? answer.retryAfter : WAITS[tries - 1])));
    }
    return false;
  }

  async post({ id, kind, text, button }) {
    this.abort = new AbortController();
    const timer = setTimeout(() => this.abort.abort(), PATIENCE * 1000);
    try {
      const response = await fetch('chat/messages', {
        method: 'POST',
        headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ id, kind, text: kind === 'text' ? text : undefined, button }),
        cache: 'no-store',
        signal: this.abort.signal,
      });
      return { status: response.status, retryAfter: Number(response.headers.get('Retry-After')) || 2 };
    } catch {
      return { status: 0, retryAfter: 0 };
    } finally {
      clearTimeout(timer);
    }
  }

  set(message, state) {
    if (this.closed) return;
    message.state = state;
    this.changed(message);
  }
}
