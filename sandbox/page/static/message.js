// One message as an element of the list.

import { element } from './dom.js';
import { link, safeUrl, textNodes } from './entities.js';
import { richElement } from './rich.js';
import { words } from './words.js';

export const BOT = 0; // the sender of the bot's messages

/** Return the list item of a message. `can` holds the functions for what a person does with it. */
export function messageElement(message, { own, group, can }) {
  const fromBot = message.from === BOT;
  const bubble = element('div', { className: 'bubble' });
  if (group && !own) bubble.append(element('div', { className: 'sender' }, fromBot ? words.bot : message.name));
  if (message.reply) bubble.append(quote(message.reply));
  bubble.append(...attachments(message, can));
  if (message.text) {
    const text = textNodes(message.text, message.entities, fromBot ? can.send : null);
    bubble.append(element('div', { className: 'text', dir: 'auto' }, ...text));
  }
  if (message.rich) bubble.append(richElement(message.rich));
  bubble.append(footer(message, own, can));
  const item = element('li', { className: `message ${own ? 'own' : 'other'}`, id: elementId(message.id) }, bubble);
  if (message.photo) item.classList.add('with-photo');
  if (message.buttons.length) item.append(inlineKeyboard(message, can));
  return item;
}

export const elementId = (id) => `message-${id}`;

function quote(reply) {
  const name = element('strong', {}, reply.name || words.bot);
  return element('div', { className: 'quote' }, name, element('span', {}, reply.text || '…'));
}

function attachments(message, can) {
  const found = [];
  if (message.photo) {
    const { path, width, height } = message.photo;
    const image = element('img', { src: path, width, height, alt: message.text || words.picture });
    found.push(element('button', { type: 'button', className: 'photo', onclick: () => can.enlarge(path) }, image));
  }
  if (message.file) {
    const { path, name, bytes } = message.file;
    const size = `${new Intl.NumberFormat(document.documentElement.lang).format(bytes)} B`;
    found.push(element('a', { className: 'file', href: path, download: name }, `📄 ${name}`, element('small', {}, size)));
  }
  if (message.location) {
    const { latitude, longitude } = message.location;
    const place = `${latitude.toFixed(2)}, ${longitude.toFixed(2)}`;
    found.push(element('div', { className: 'place' }, element('span', {}, '📍'), place));
  }
  if (message.sticker) found.push(element('div', { className: 'sticker' }, '🙂'));
  return found;
}

function footer(message, own, can) {
  const date = new Date(message.date * 1000);
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const text = message.edited ? `${words.edited} ${time}` : time;
  return element('footer', {}, ...tools(message, own, can), element('time', { dateTime: date.toISOString() }, text));
}

function inlineKeyboard(message, can) {
  const rows = message.buttons.map((row) =>
    element('div', { className: 'keys' }, ...row.map((key) => inlineKey(message, key, can))),
  );
  return element('div', { className: 'inline-keyboard' }, ...rows);
}

function inlineKey(message, key, can) {
  if (key.url) {
    const url = safeUrl(key.url);
    return url ? link(url, key.text, ' ↗') : element('button', { type: 'button', disabled: true }, key.text);
  }
  const button = element('button', { type: 'button' }, key.text);
  button.addEventListener('click', () => {
    if (key.callback_data !== undefined) {
      button.setAttribute('aria-busy', 'true');
      can.press(message, key.callback_data);
    } else if (key.copy_text) {
      can.copy(key.copy_text.text);
    } else {
      can.explain();
    }
  });
  return button;
}

function tools(message, own, can) {
  const tool = (word, sign, run) =>
    element('button', { type: 'button', className: 'tool', title: words[word], ariaLabel: words[word], onclick: run }, sign);
  const found = [tool('reply', '↩', () => can.reply(message))];
  if (own && message.text) found.push(tool('edit', '✎', () => can.edit(message)));
  return found;
}
