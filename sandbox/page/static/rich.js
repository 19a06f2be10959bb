// Rich messages: paragraphs, tables and folded details.

import { element } from './dom.js';

const TAGS = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code' };

/** Return the element of a rich message. */
export function richElement(rich) {
  return element('div', { className: 'rich', dir: 'auto' }, ...rich.blocks.map(block));
}

function block(content) {
  if (content.type === 'table') return table(content);
  if (content.type === 'details') {
    const summary = element('summary', {}, ...text(content.summary));
    return element('details', { open: content.is_open ?? false }, summary, ...content.blocks.map(block));
  }
  return element('p', {}, ...text(content.text));
}

function table({ cells, is_striped: striped, is_compact: compact, is_bordered: bordered }) {
  const rows = cells.map((row) => element('tr', {}, ...row.map(cell)));
  const names = [striped && 'striped', compact && 'compact', bordered && 'bordered'].filter(Boolean);
  // A wide table scrolls by itself, as in Telegram.
  return element('div', { className: 'table', tabIndex: 0 }, element('table', { className: names.join(' ') }, ...rows));
}

function cell(content) {
  return element(
    content.is_header ? 'th' : 'td',
    { colSpan: content.colspan ?? 1, rowSpan: content.rowspan ?? 1, className: `${content.align} ${content.valign}` },
    ...text(content.text ?? ''),
  );
}

function text(rich) {
  if (typeof rich === 'string') return [rich];
  if (Array.isArray(rich)) return rich.flatMap(text);
  return [element(TAGS[rich.type] ?? 'span', {}, ...text(rich.text))];
}
