// Telegram's text with entities as nodes of the page.

import { element } from './dom.js';

const TAGS = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
};
const COMMAND = /(?<![\w/@])\/[a-z0-9_]{1,32}(?![\w/])/g;

/** Return a URL that is safe to open, null for any other. */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return ['http:', 'https:', 'tg:', 'mailto:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Return the nodes of a text. Offsets count UTF-16 code units, as JavaScript strings do. */
export function textNodes(text, entities, onCommand) {
  return nodes(text, 0, text.length, entities, onCommand);
}

function nodes(text, start, end, entities, onCommand) {
  const found = [];
  let position = start;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const entityEnd = Math.min(entity.offset + entity.length, end);
    if (entity.offset < position || entity.offset >= end) continue;
    found.push(...plain(text.slice(position, entity.offset), onCommand));
    const inner = nodes(text, entity.offset, entityEnd, entities.slice(index + 1), onCommand);
    found.push(wrap(entity, inner, text.slice(entity.offset, entityEnd)));
    position = entityEnd;
  }
  found.push(...plain(text.slice(position, end), onCommand));
  return found;
}

function wrap(entity, inner, text) {
  if (entity.type === 'spoiler') return element('span', { className: 'spoiler', tabIndex: 0 }, ...inner);
  const url = entity.type === 'text_link' ? safeUrl(entity.url) : entity.type === 'url' ? safeUrl(text) : null;
  if (url) return link(url, ...inner);
  return element(TAGS[entity.type] ?? 'span', {}, ...inner);
}

/** Return the nodes of a text without entities; commands in it can be pressed when `onCommand` is given. */
function plain(text, onCommand) {
  if (!onCommand) return text ? [text] : [];
  const found = [];
  let position = 0;
  for (const match of text.matchAll(COMMAND)) {
    found.push(text.slice(position, match.index));
    const command = match[0];
    found.push(element('button', { type: 'button', className: 'command', onclick: () => onCommand(command) }, command));
    position = match.index + command.length;
  }
  found.push(text.slice(position));
  return found.filter(Boolean);
}

/** Return a link that opens in a new tab and does not tell where it was followed from. */
export function link(url, ...children) {
  return element('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}
