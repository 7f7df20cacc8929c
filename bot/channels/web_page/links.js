// Links of our own to a private page can be tapped. Nothing else becomes a link: not what people or client managers write.

import { withNumbers } from './phone_numbers.js';

const ISOLATED = /\u2068(https?:\/\/[^\s\u2069]+)\u2069/;

function isOurs(address) {
  try {
    const url = new URL(address);
    return url.origin === window.location.origin && url.pathname.includes('/private/');
  } catch {
    return false;
  }
}

// The nodes of a text of ours: strings, and links.
export function withLinks(text, known) {
  return text.split(ISOLATED).flatMap((part, position) => {
    if (position % 2 === 0) return withNumbers(part, known);
    if (!isOurs(part)) return [`\u2068${part}\u2069`];
    const link = document.createElement('a');
    link.href = link.textContent = part;
    link.target = '_blank';
    link.rel = 'noreferrer';
    link.dir = 'ltr';
    return [link];
  });
}
