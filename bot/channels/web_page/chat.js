// The chat page: wires the parts together. Begins when the page opens, ends when the person leaves or is gone.

import { Conversation } from './conversation.js';
import { Idle } from './idle.js';
import { Session, newId } from './session.js';
import { Sender } from './sender.js';
import { fetchPicture } from './pictures.js';
import { Stream } from './stream.js';
import { speak, text } from './words.js';

const LONGEST = 4000; // characters of one message; longer ones are not cut but refused in words
const PATIENCE = 2500; // milliseconds before a missing connection is told
const START_AGAIN = 10_000; // milliseconds until a first message that failed is tried again
const TYPING = 12_000; // milliseconds that "is writing" stays without an answer

const $ = (id) => document.getElementById(id);
const input = $('input');
let chat = null;

// Said by us in the person's language: the page speaks it too.
function isOurs({ author, aside }) {
  return author !== 'manager' && !aside;
}

class Chat {
  constructor(session) {
    this.session = session;
    this.waiting = []; // what came before the first `ready`: the conversation so far
    this.ready = false;
    this.newestSeq = 0;
    this.log = new Conversation($('log'), $('newest'), {
      press: ({ id, title }) => this.say({ kind: 'button', button: id, text: title }),
      retry: (message) => this.sender.send(message),
      picture: (address) => fetchPicture(address, session.token),
    });
    this.sender = new Sender(session.token, (message) => {
      this.log.showState(message);
      session.save();
      if (message === session.start) this.tellStart(message.state);
    });
    this.stream = new Stream(session.token, {
      event: (name, data) => this.hear(name, data),
      connected: () => this.tellConnection(true),
      lost: () => this.tellConnection(false),
    });
    this.idle = new Idle({
      active: () => this.stay(),
      warn: () => { $('idle').hidden = false; },
      gone: () => leave('left_idle'),
    });
  }

  begin() {
    // Nothing is read aloud while the conversation so far is put back.
    $('log').setAttribute('aria-live', 'off');
    this.tellConnection(false);
    this.stream.open();
    if (this.session.start.state !== 'sent') this.sender.send(this.session.start);
  }

  end() {
    this.stream.close();
    this.sender.close();
    this.idle.stop();
    clearTimeout(this.patience);
    clearTimeout(this.typingTimer);
    clearTimeout(this.startTimer);
    this.log.end();
    $('notice').textContent = '';
    this.showTyping(false);
    $('idle').hidden = true;
  }

  say(content) {
    const message = { id: newId(), state: 'sending', after: this.newestSeq, ...content };
    this.session.own.push(message);
    this.log.addOwn(message);
    this.sender.send(message);
  }

  hear(name, data) {
    if (name === 'typing') this.showTyping(true);
    else if (name === 'ready') this.show();
    else if (name === 'message' && data.clears) this.clear(data.seq);
    else if (name === 'message' && data.seq > this.newestSeq) {
      if (data.afresh) this.clear(data.seq);
      if (!this.ready) this.waiting.push(data);
      else this.add(data, false);
    }
  }

  // The conversation was taken off the screen, or all of it was erased: nothing of it stays in this tab either.
  clear(seq) {
    if (seq <= this.newestSeq) return;
    this.newestSeq = seq;
    this.waiting = [];
    this.session.own = this.session.own.filter(({ after }) => after >= seq);
    this.session.save();
    this.log.clear();
    this.showTyping(false);
  }

  add(message, quiet) {
    this.newestSeq = message.seq;
    this.showTyping(false);
    this.log.addTheirs(message, quiet);
    if (isOurs(message)) this.setLanguage(message.language);
  }

  // The conversation so far, with what the person wrote between our messages.
  async show() {
    if (this.ready) return;
    const newest = this.waiting.filter(isOurs).pop();
    await speak(newest?.language || this.session.language || document.documentElement.lang);
    if (chat !== this || this.ready) return;
    this.ready = true;
    const theirs = this.waiting;
    const first = theirs[0]?.seq ?? Infinity;
    // What the server has erased is not kept here either.
    this.session.own = this.session.own.filter(({ state, after }) => state !== 'sent' || after === 0 || after >= first);
    const own = [...this.session.own];
    for (const message of theirs) {
      while (own.length && own[0].after < message.seq) this.putBack(own.shift());
      this.add(message, true);
    }
    own.forEach((message) => this.putBack(message));
    this.session.save();
    this.log.unread = null;
    setTimeout(() => $('log').setAttribute('aria-live', 'polite'), 500);
  }

  putBack(message) {
    this.log.addOwn(message, this.newestSeq > message.after || this.newestSeq === 0);
    // It was on its way when the page was loaded again.
    if (message.state !== 'sent' && message.state !== 'failed') this.sender.send(message);
  }

  setLanguage(language) {
    if (language === this.session.language) return;
    this.session.language = language;
    this.session.save();
    speak(language);
  }

  stay() {
    $('idle').hidden = true;
    if (Date.now() - this.session.activeAt < 5000) return;
    this.session.activeAt = Date.now();
    this.session.save();
  }

  tellConnection(connected) {
    clearTimeout(this.patience);
    if (connected) $('notice').textContent = '';
    else this.patience = setTimeout(() => {
      $('notice').textContent = text(navigator.onLine ? 'connecting' : 'offline');
    }, navigator.onLine ? PATIENCE : 0);
  }

  // The first message is not on the screen: it is tried until it arrives.
  tellStart(state) {
    if (state === 'failed') this.startTimer = setTimeout(() => this.sender.send(this.session.start), START_AGAIN);
    $('notice').textContent = state === 'failed' ? text('connecting') : '';
  }

  showTyping(shown) {
    clearTimeout(this.typingTimer);
    $('typing').hidden = !shown;
    if (shown) this.typingTimer = setTimeout(() => this.showTyping(false), TYPING);
  }
}

function open(session) {
  $('left').hidden = true;
  $('chat').hidden = false;
  $('composer').hidden = false; // they are hidden where no script runs
  $('leave').hidden = false;
  chat = new Chat(session);
  chat.begin();
  writeCode();
}

// A client manager's code in the address (#12345678) is written down, not sent: the person sees it and sends it.
function writeCode() {
  const code = /^#([0-9]{8})$/.exec(location.hash);
  if (!code) return;
  input.value = code[1];
  fit();
  history.replaceState(null, '', location.pathname);
}

// Nothing of the conversation stays on this device.
function leave(why) {
  chat?.end();
  chat = null;
  Session.forget();
  input.value = '';
  fit();
  history.replaceState(null, '', location.pathname);
  $('leave-dialog').close?.();
  $('chat').hidden = true;
  $('leave').hidden = true;
  $('left').hidden = false;
  $('left-why').dataset.text = why;
  $('left-why').textContent = text(why);
  $('left').focus();
}

function fit() {
  input.style.height = 'auto';
  input.style.height = `${input.scrollHeight + 2}px`;
  const length = input.value.length;
  const over = length > LONGEST;
  input.setAttribute('aria-invalid', String(over));
  $('length').textContent = over ? `${text('too_long')} (${length} / ${LONGEST})` : '';
}

$('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const written = input.value.trim();
  if (!written || input.value.length > LONGEST || !chat) return input.focus();
  input.value = '';
  fit();
  chat.say({ kind: 'text', text: written });
  input.focus();
});

input.addEventListener('input', fit);
input.addEventListener('keydown', (event) => {
  // isComposing: Enter ends a word in an input method, not the message.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  $('composer').requestSubmit ? $('composer').requestSubmit() : $('send').click();
});

$('leave').addEventListener('click', () => {
  const dialog = $('leave-dialog');
  dialog.returnValue = 'stay';
  if (dialog.showModal) dialog.showModal();
  else if (window.confirm(`${text('leave_question')}\n${text('leave_explanation')}`)) leave('left');
});
$('leave-dialog').addEventListener('close', () => {
  if ($('leave-dialog').returnValue === 'leave') leave('left');
});
$('new').addEventListener('click', () => {
  open(new Session());
  input.focus();
});

addEventListener('online', () => chat?.stream.hurry(true));
addEventListener('offline', () => chat?.tellConnection(false));
document.addEventListener('visibilitychange', () => { if (!document.hidden) chat?.stream.hurry(false); });
addEventListener('pageshow', (event) => {
  if (event.persisted && (!chat || !chat.session.isKept())) location.reload();
});

// The keyboard of an iPhone covers the page instead of making it smaller; when zoomed in the page is left alone.
window.visualViewport?.addEventListener('resize', () => {
  const { height, scale } = window.visualViewport;
  document.documentElement.style.setProperty('--height', scale === 1 ? `${height}px` : '100dvh');
});

const { session, expired } = Session.resume();
speak(session?.language || document.documentElement.lang).then(() => (expired ? leave('left_idle') : open(session)));
