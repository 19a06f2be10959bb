// The page: which chat of which user is open, and what happens in it.

import { setContext, showExamples, showKeyboard, wireComposer } from './composer.js';
import { byId, element } from './dom.js';
import { BOT, elementId, messageElement } from './message.js';
import { showFaults, wirePanel } from './panel.js';
import { act, listen } from './server.js';
import { useLanguage, words } from './words.js';

const TOAST_MILLISECONDS = 4000;
const TYPING_MILLISECONDS = 5000; // as in Telegram
const MAX_MESSAGES = 200; // shown in a chat

let settings = null;
let messages = new Map(); // chat id → message id → message
let keyboards = new Map(); // chat id → reply keyboard
let userId = null;
let kind = 'private'; // or 'group' or 'channel'
let connected = true;
const unread = new Set(); // chat ids
const typing = new Map(); // chat id → timer
let toastTimer = 0;

const user = () => settings.users.find(({ id }) => id === userId);
const chatOf = (id, wanted) => settings.chats.find((chat) => chat.kind === wanted && chat.members.includes(id));
const chat = () => chatOf(userId, kind);
const target = () => ({ user: userId, chat: chat().id });

/** Carry out an action; show its refusal and return whether it was carried out. */
async function attempt(action, body) {
  try {
    await act(action, body);
    return true;
  } catch (error) {
    showToast(error.message);
    return false;
  }
}

const can = {
  send: (text, replyTo) => attempt('write', { ...target(), text, ...(replyTo && { reply_to: replyTo }) }),
  edit: (message, text) => attempt('edit', { ...target(), message: message.id, text }),
  sendLocation: (latitude, longitude) => attempt('location', { ...target(), latitude, longitude }),
  sendSticker: () => attempt('sticker', target()),
  shareChannel: () => attempt('channel', target()),
  press: (message, data) => attempt('press', { ...target(), message: message.id, data }),
  copy: (text) => navigator.clipboard.writeText(text).then(() => showToast(words.copied), () => showToast(text)),
  explain: () => showToast(words.elsewhere),
  enlarge: (path) => {
    const dialog = byId('picture-dialog');
    dialog.firstElementChild.src = path;
    dialog.showModal();
  },
};
const messageActions = {
  ...can,
  reply: (message) => setContext({ kind: 'reply', message }),
  edit: (message) => setContext({ kind: 'edit', message }),
};

function showToast(text) {
  const toast = byId('toast');
  clearTimeout(toastTimer);
  toast.textContent = text;
  toastTimer = setTimeout(() => toast.replaceChildren(), TOAST_MILLISECONDS);
}

function render(message) {
  return messageElement(message, { own: message.from === userId, group: kind !== 'private', can: messageActions });
}

function choice(name, value, label, checked, isUnread, choose) {
  const input = element('input', { type: 'radio', name, value, checked, onchange: choose });
  const text = element('span', {}, label);
  if (isUnread) text.append(element('i', { className: 'unread', title: words.unread, ariaLabel: words.unread, role: 'img' }));
  return element('label', {}, input, text);
}

function showChoices() {
  const focused = document.activeElement?.name;
  byId('users').replaceChildren(
    ...settings.users.map(({ id, name }) =>
      choice('user', id, name, id === userId, unread.has(chatOf(id, 'private').id), () => open(id, kind)),
    ),
  );
  byId('chats').replaceChildren(
    ...['private', 'group', 'channel'].map((value) => {
      const { id, title } = chatOf(userId, value);
      return choice('chat', value, title || words.private, kind === value, unread.has(id), () => open(userId, value));
    }),
  );
  if (focused) document.querySelector(`input[name="${CSS.escape(focused)}"]:checked`)?.focus();
}

function showHead() {
  byId('chat-title').textContent = chat().title || words.bot;
  byId('composer').hidden = kind === 'channel';
  byId('status').textContent = statusText();
  byId('status').classList.toggle('lost', !connected);
}

function statusText() {
  if (!connected) return words.lost;
  if (typing.has(chat().id)) return words.typing;
  return { private: words.sample, group: words.members, channel: words.channel }[kind];
}

function endTyping(chatId) {
  clearTimeout(typing.get(chatId));
  typing.delete(chatId);
  showHead();
}

function showSettings() {
  useLanguage(user().language);
  byId('language').value = user().language;
  showChoices();
  showHead();
  showFaults(settings, attempt);
  showChatExamples();
}

function showChatExamples() {
  const empty = messages.get(chat().id).size === 0;
  const texts = { private: words.examples, group: words.groupExamples, channel: [] }[kind];
  showExamples(empty ? texts : [], can);
}

function showChatKeyboard() {
  const { id } = chat();
  showKeyboard(keyboards.get(id), can, () => {
    keyboards.delete(id);
    showChatKeyboard();
  });
}

/** Open a chat of a user. */
function open(nextUser, nextKind) {
  if (nextUser !== userId || nextKind !== kind) {
    setContext(null);
    byId('toast').replaceChildren();
  }
  userId = nextUser;
  kind = nextKind;
  unread.delete(chat().id);
  showSettings();
  showChatKeyboard();
  const sorted = [...messages.get(chat().id).values()].sort((one, other) => one.id - other.id);
  byId('messages').replaceChildren(...sorted.map(render));
  scrollToEnd();
}

function scrollToEnd() {
  byId('messages').scrollTop = byId('messages').scrollHeight;
}

/** Add a message, or replace an earlier version of it. */
function upsert(message) {
  const list = byId('messages');
  const known = messages.get(message.chat);
  const earlier = known.get(message.id);
  if (earlier && earlier.version > message.version) return;
  known.set(message.id, message);
  if (message.from === BOT) endTyping(message.chat);
  if (known.size > MAX_MESSAGES) known.delete(Math.min(...known.keys()));
  if (message.chat !== chat().id) {
    unread.add(message.chat);
    showChoices();
    return;
  }
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const item = render(message);
  const shown = document.getElementById(elementId(message.id));
  if (shown) replace(shown, item);
  else list.append(item);
  while (list.childElementCount > MAX_MESSAGES) list.firstElementChild.remove();
  showChatExamples();
  if (atEnd || message.from === userId) scrollToEnd();
}

/** Replace an item and keep the focus on the same button of its keyboard. */
function replace(shown, item) {
  const keys = '.inline-keyboard button, .inline-keyboard a';
  const focused = [...shown.querySelectorAll(keys)].indexOf(document.activeElement);
  shown.replaceWith(item);
  if (focused >= 0) item.querySelectorAll(keys)[focused]?.focus();
}

const handlers = {
  snapshot(snapshot) {
    settings = snapshot.settings;
    messages = new Map(settings.chats.map(({ id }) => [id, new Map(snapshot.messages[id].map((message) => [message.id, message]))]));
    keyboards = new Map(settings.chats.map(({ id }) => [id, snapshot.keyboards[id]]));
    open(userId ?? settings.users[0].id, kind);
  },
  settings(next) {
    const language = user().language;
    settings = next;
    if (user().language === language) showSettings();
    else open(userId, kind); // the words inside messages change, too
  },
  message: upsert,
  typing({ chat: chatId }) {
    clearTimeout(typing.get(chatId));
    typing.set(chatId, setTimeout(() => endTyping(chatId), TYPING_MILLISECONDS));
    showHead();
  },
  deleted({ chat: chatId, id }) {
    if (messages.get(chatId).delete(id) && chatId === chat().id) document.getElementById(elementId(id))?.remove();
  },
  keyboard({ chat: chatId, keyboard }) {
    keyboards.set(chatId, keyboard);
    if (chatId === chat().id) showChatKeyboard();
  },
  toast({ chat: chatId, text, alert }) {
    if (chatId !== chat().id) return;
    for (const busy of document.querySelectorAll('[aria-busy]')) busy.removeAttribute('aria-busy');
    if (text && alert) {
      byId('alert-text').textContent = text;
      byId('alert-dialog').showModal();
    } else if (text) {
      showToast(text);
    }
  },
};

useLanguage('en');
wirePanel(attempt);
wireComposer({
  ...can,
  editLast: () => {
    const own = [...messages.get(chat().id).values()].filter((message) => message.from === userId && message.text);
    if (own.length) setContext({ kind: 'edit', message: own.reduce((one, other) => (one.id > other.id ? one : other)) });
  },
});
byId('language').addEventListener('change', (event) => attempt('language', { user: userId, language: event.target.value }));
byId('alert-close').addEventListener('click', () => byId('alert-dialog').close());
byId('picture-dialog').addEventListener('click', (event) => event.currentTarget.close());
listen(handlers, (isConnected) => {
  connected = isConnected;
  if (settings) showHead();
});
