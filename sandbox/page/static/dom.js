// Creation of elements. Text from the bot only ever becomes text nodes.

/** Return a new element with properties and children (nodes or strings). */
export function element(name, properties = {}, ...children) {
  const created = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in created) created[key] = value;
    else created.setAttribute(key, value);
  }
  created.append(...children);
  return created;
}

export const byId = (id) => document.getElementById(id);
