// What this tab remembers: the secret token, and what the person wrote. Only in sessionStorage: another tab is another
// person, and closing the tab forgets it. What we answered is not kept here: the server gives it again.

const KEY = 'wegwijs';
export const IDLE_MINUTES = 15;

function randomBytes(count) {
  return crypto.getRandomValues(new Uint8Array(count));
}

// crypto.randomUUID is missing on pages without https.
export function newId() {
  const bytes = randomBytes(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function newToken() {
  const text = btoa(String.fromCharCode(...randomBytes(32)));
  return text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

// Storage may be forbidden or full: then the conversation lasts until the page is loaded again.
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

export class Session {
  constructor(kept) {
    this.token = kept?.token ?? newToken();
    this.start = kept?.start ?? { id: newId(), kind: 'start', state: 'sending' };
    this.own = kept?.own ?? [];
    this.language = kept?.language ?? '';
    this.activeAt = Date.now();
    this.save();
  }

  // The session of this tab; `expired` when it lay untouched for too long and was removed.
  static resume() {
    const kept = read();
    if (kept && Date.now() - kept.activeAt > IDLE_MINUTES * 60_000) {
      Session.forget();
      return { session: null, expired: true };
    }
    return { session: new Session(kept), expired: false };
  }

  static forget() {
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // nothing was kept
    }
  }

  // Whether the tab still holds this very session: a page from the back/forward cache may have outlived it.
  isKept() {
    return read()?.token === this.token;
  }

  save() {
    try {
      const { token, start, own, language, activeAt } = this;
      sessionStorage.setItem(KEY, JSON.stringify({ token, start, own, language, activeAt }));
    } catch {
      // see read()
    }
  }
}
