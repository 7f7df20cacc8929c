// The page's own words in the language of the newest message.

import { withNumbers } from './phone_numbers.js';

const cache = new Map();
let current = { texts: {}, numbers: [] };
let wanted = '';

export function text(key) {
  return current.texts[key] ?? '';
}

// Telephone numbers that our texts may show.
export function numbers() {
  return current.numbers;
}

function load(language) {
  if (!cache.has(language)) {
    const answer = fetch(`chat/texts/${encodeURIComponent(language)}.json`).then((response) => {
      if (!response.ok) throw new Error(`no texts: ${response.status}`);
      return response.json();
    });
    answer.catch(() => cache.delete(language)); // ask again next time
    cache.set(language, answer);
  }
  return cache.get(language);
}

// Put the whole page in a language; the one asked for last wins. Stays as it is when the texts cannot be had.
export async function speak(language) {
  wanted = language;
  try {
    const content = await load(language);
    if (wanted !== language) return;
    current = content;
  } catch {
    return;
  }
  document.documentElement.lang = current.language;
  document.documentElement.dir = current.direction;
  document.querySelectorAll('[data-text]').forEach((node) => { node.textContent = text(node.dataset.text); });
  document.querySelectorAll('[data-label]').forEach((node) => node.setAttribute('aria-label', text(node.dataset.label)));
  document.querySelectorAll('[data-placeholder]').forEach((node) => { node.placeholder = text(node.dataset.placeholder); });
  document.getElementById('emergency').replaceChildren(...withNumbers(text('emergency'), current.numbers));
}
