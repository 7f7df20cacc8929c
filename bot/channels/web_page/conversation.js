// The conversation on the screen: bubbles, the choices below them, and where the screen stands.

import { withLinks } from './links.js';
import { withNumbers } from './phone_numbers.js';
import { numbers, text } from './words.js';

const NEAR = 80; // pixels from the end within which the screen follows the conversation

function element(name, className, content) {
  const node = document.createElement(name);
  node.className = className;
  if (content !== undefined) node.textContent = content;
  return node;
}

// A text of the page that changes with its language.
function word(name, className, key) {
  const node = element(name, className, text(key));
  node.dataset.text = key;
  return node;
}

export class Conversation {
  // on: { press(button), retry(message), picture(address) → Promise<Blob> }
  constructor(log, newest, on) {
    this.log = log;
    this.newest = newest;
    this.on = on;
    this.own = new Map(); // id → node
    this.pictures = new Set(); // addresses of what the browser holds
    this.unread = null; // the first message since the person wrote: its beginning stays in sight
    this.atEnd = true;
    this.newest.onclick = () => this.toEnd();
    this.log.onscroll = () => this.showNewest();
    // A notice or the keyboard takes room: who read the end keeps seeing the end.
    this.resized = new ResizeObserver(() => (this.atEnd ? this.toEnd() : this.showNewest()));
    this.resized.observe(log);
  }

  end() {
    this.resized.disconnect();
    this.clear();
  }

  clear() {
    this.log.replaceChildren();
    this.own.clear();
    this.pictures.forEach((address) => URL.revokeObjectURL(address));
    this.pictures.clear();
    this.unread = null;
    this.newest.hidden = true;
  }

  // A message of ours. `quiet`: it stood there before, nobody needs to be told.
  addTheirs(message, quiet) {
    const follows = quiet || this.isAtEnd();
    const human = message.author === 'manager';
    const node = element('div', human ? 'message theirs human' : 'message theirs');
    node.append(word('p', human ? 'author' : 'author unseen', human ? 'manager' : 'assistant'));
    const bubble = element('p', 'bubble');
    // A client manager writes in a language that we do not know: the letters tell the direction.
    bubble.dir = human ? 'auto' : message.direction;
    if (!human) bubble.lang = message.language;
    bubble.append(...(human ? withNumbers : withLinks)(message.text, numbers()));
    if (message.picture) node.append(this.picture(message, bubble));
    node.append(bubble);
    if (!human) this.log.querySelectorAll('.choices').forEach((choices) => choices.classList.add('older'));
    if (message.buttons.length) node.append(this.choices(message));
    this.log.append(node);
    this.unread = this.unread ?? node;
    if (follows) this.toUnread(quiet);
    this.showNewest();
  }

  // A picture takes its room at once, and comes with the person's token: its address opens it for nobody else.
  // When it does not come, its words stand below the message.
  picture({ picture, direction, language }, bubble) {
    const image = element('img', 'picture');
    image.width = picture.width;
    image.height = picture.height;
    image.style.aspectRatio = `${picture.width} / ${picture.height}`; // also while only its words are there
    image.alt = picture.words;
    image.dir = direction;
    image.lang = language;
    const inWords = () => {
      image.remove();
      bubble.append(`\n\n${picture.words}`);
    };
    image.onerror = inWords;
    this.on.picture(picture.address).then((blob) => {
      if (!image.isConnected) return;
      const address = URL.createObjectURL(blob);
      this.pictures.add(address);
      image.src = address;
    }).catch(inWords);
    return image;
  }

  choices(message) {
    const group = element('div', 'choices');
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', text('choices'));
    group.dataset.label = 'choices';
    for (const { id, title } of message.buttons) {
      const button = element('button', 'choice', title);
      button.type = 'button';
      button.lang = message.language;
      button.dir = message.direction;
      let pressedAt = 0;
      button.onclick = () => {
        if (Date.now() - pressedAt < 1500) return; // a finger that trembles presses once
        pressedAt = Date.now();
        group.classList.add('older');
        this.on.press({ id, title });
      };
      group.append(button);
    }
    return group;
  }

  // What the person wrote or pressed.
  addOwn(message, quiet) {
    const node = element('div', 'message own');
    node.append(word('p', 'author unseen', 'you'));
    const bubble = element('p', 'bubble', message.text);
    bubble.dir = 'auto';
    node.append(bubble, element('div', 'state'));
    this.own.set(message.id, node);
    this.log.append(node);
    this.showState(message);
    this.unread = null;
    if (!quiet) this.toEnd();
  }

  showState(message) {
    const node = this.own.get(message.id);
    if (!node) return;
    const state = node.querySelector('.state');
    node.classList.toggle('failed', message.state === 'failed');
    state.replaceChildren();
    if (message.state === 'sending') state.append(word('span', '', 'sending'));
    if (message.state === 'slow') state.append(word('span', '', 'slow_down'));
    if (message.state !== 'failed') return;
    const again = word('button', 'again', 'try_again');
    again.type = 'button';
    again.onclick = () => this.on.retry(message);
    state.append(word('span', '', 'not_sent'), ' ', again);
  }

  isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  // To the end, but never past the beginning of what was not read yet.
  toUnread(quiet) {
    const end = this.log.scrollHeight - this.log.clientHeight;
    this.log.scrollTop = quiet ? end : Math.min(end, this.unread.offsetTop - this.log.offsetTop - 8);
  }

  showNewest() {
    this.atEnd = this.isAtEnd();
    this.newest.hidden = this.atEnd;
  }
}
