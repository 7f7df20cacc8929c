// Telephone numbers in a text become links that can be tapped. Text stays text: nodes are made, never HTML.

// Numbers of our own texts stand between isolates (U+2066 … U+2069). In other texts, as a client manager types them,
// a number is one of the known ones or has the ten digits of a Dutch number. A lone "112" may also be 112 euro.
const ISOLATED = '\\u2066[+0-9][0-9 -]*\\u2069';
const DUTCH = [
  '(?:\\+31|0031)[ -]?(?:\\(0\\))?(?:[ -]?[0-9]){9}', // +31 6 12345678
  '\\(0[0-9]{2,3}\\)(?:[ -]?[0-9]){6,7}', // (0341) 123456
  '0(?:[ -]?[0-9]){9}', // 06-12345678
  '14[ -]?0[1-9][0-9]{1,2}', // 14 0341, a municipality
];
const DATE = /^[0-9]{2}-[0-9]{2}-[0-9]{4}/;
const ACCOUNT = /[A-Z]{2}[0-9]{2} ?[A-Z]{4} ?$/; // the first half of an IBAN

function pattern(known) {
  const long = known.filter((number) => number.length > 4).sort((a, b) => b.length - a.length);
  const escaped = long.map((number) => number.replace(/[+()]/g, '\\$&').replace(/[ -]/g, '[ -]?'));
  return new RegExp([ISOLATED, ...escaped, ...DUTCH].join('|'), 'g');
}

function isNumber(found, before, after) {
  if (found[0] === '\u2066') return true;
  const attached = /[0-9A-Za-z]$|€ ?$/.test(before) || /^(?:[-.:]?[0-9]|[A-Za-z])/.test(after);
  return !attached && !ACCOUNT.test(before) && !DATE.test(found);
}

// The nodes of a text: strings, and links for telephone numbers.
export function withNumbers(text, known) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(pattern(known))) {
    const end = match.index + match[0].length;
    if (!isNumber(match[0], text.slice(0, match.index), text.slice(end))) continue;
    const link = document.createElement('a');
    link.textContent = match[0].replace(/[\u2066\u2069]/g, '');
    link.href = `tel:${link.textContent.replace('(0)', '').replace(/[^+0-9]/g, '')}`;
    link.dir = 'ltr';
    nodes.push(text.slice(done, match.index), link);
    done = end;
  }
  nodes.push(text.slice(done));
  return nodes.filter((node) => node !== '');
}
