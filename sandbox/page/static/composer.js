// Everything below the messages: the text field, what it edits or replies to, location, and the bot's reply keyboard.

import { byId, element } from './dom.js';
import { words } from './words.js';

let context = null; // { kind: 'edit' | 'reply', message }

/** Wire the composer. `can` holds send, edit, sendLocation, sendSticker and editLast. */
export function wireComposer(can) {
  const text = byId('text');
  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    submit(can);
  });
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit(can);
    } else if (event.key === 'ArrowUp' && !text.value && !context) {
      event.preventDefault();
      can.editLast();
    } else if (event.key === 'Escape' && context) {
      setContext(null);
    }
  });
  byId('context-cancel').addEventListener('click', () => setContext(null));
  byId('sticker').addEventListener('click', () => can.sendSticker());

  const dialog = byId('location-dialog');
  const send = (latitude, longitude) => {
    dialog.close();
    can.sendLocation(latitude, longitude);
  };
  byId('location').addEventListener('click', () => openLocation(send));
  byId('location-cancel').addEventListener('click', () => dialog.close());
  byId('location-form').addEventListener('submit', (event) => {
    event.preventDefault();
    send(byId('latitude').valueAsNumber, byId('longitude').valueAsNumber);
  });
}

async function submit(can) {
  const field = byId('text');
  const value = field.value.trim();
  if (!value) return;
  const { kind, message } = context ?? {};
  const done = kind === 'edit' ? await can.edit(message, value) : await can.send(value, message?.id);
  if (!done) return; // a refused text stays in the field
  field.value = '';
  setContext(null);
}

/** Start editing or replying to a message; null ends that. */
export function setContext(next) {
  const field = byId('text');
  if (context?.kind === 'edit' && next === null) field.value = '';
  context = next;
  byId('context').hidden = next === null;
  if (next === null) return;
  const { kind, message } = next;
  if (kind === 'edit') field.value = message.text;
  byId('context-text').textContent = `${kind === 'edit' ? words.editing : words.replying}: ${message.text.slice(0, 80) || '…'}`;
  field.focus();
}

/** Show the buttons that a bot puts in place of the keyboard, null for none. */
export function showKeyboard(keyboard, can, onUsed) {
  const use = (key) => {
    if (key.request_location) byId('location').click();
    else if (key.request_chat) can.shareChannel();
    else can.send(key.text);
    if (keyboard.one_time_keyboard) onUsed();
  };
  const rows = (keyboard?.keyboard ?? []).map((row) =>
    element('div', { className: 'keys' }, ...row.map((key) => element('button', { type: 'button', onclick: () => use(key) }, key.text))),
  );
  byId('keyboard').replaceChildren(...rows);
}

/** Show texts to send with one press, for a chat without messages. */
export function showExamples(texts, can) {
  const buttons = texts.map((text) => element('button', { type: 'button', onclick: () => can.send(text) }, text));
  byId('examples').replaceChildren(...buttons);
}

function openLocation(send) {
  const spots = Object.entries(words.spots).map(([name, [latitude, longitude]]) =>
    element('button', { type: 'button', onclick: () => send(latitude, longitude) }, name),
  );
  byId('spots').replaceChildren(...spots);
  byId('location-dialog').showModal();
}
