// The panel: users, language, faults and delay.

import { byId, element } from './dom.js';
import { words } from './words.js';

const WIDE = matchMedia('(min-width: 900px)');

/** Wire the panel. `act` carries out an action and shows its refusal. */
export function wirePanel(act) {
  const panel = byId('panel');
  byId('panel-open').addEventListener('click', () => panel.showModal());
  byId('panel-close').addEventListener('click', () => panel.close());
  panel.addEventListener('click', (event) => event.target === panel && panel.close());
  WIDE.addEventListener('change', () => panel.close());
  byId('mend').addEventListener('click', () => act('mend'));
  byId('break-city').addEventListener('submit', async (event) => {
    event.preventDefault();
    const target = byId('city').value.trim();
    if (target && (await act('break', { target, fault: byId('kind').value }))) byId('city').value = '';
  });
  byId('delay').addEventListener('input', showDelay);
  byId('delay').addEventListener('change', () => act('delay', { seconds: byId('delay').valueAsNumber }));
}

/** Show which faults are on. */
export function showFaults(settings, act) {
  const kind = byId('kind');
  const chosen = kind.value;
  kind.replaceChildren(...settings.kinds.map((name) => element('option', { value: name }, words[name] ?? name)));
  if (chosen) kind.value = chosen;

  const focused = document.activeElement?.dataset?.target;
  const cities = Object.keys(settings.faults).filter((target) => !settings.services.includes(target));
  byId('switches').replaceChildren(...[...settings.services, ...cities].map((target) => faultSwitch(settings, target, act)));
  if (focused) byId('switches').querySelector(`[data-target="${CSS.escape(focused)}"]`)?.focus();

  byId('delay').value = settings.delay;
  showDelay();
}

function faultSwitch(settings, target, act) {
  const fault = settings.faults[target];
  const box = element('input', { type: 'checkbox', role: 'switch', checked: fault !== undefined });
  box.dataset.target = target;
  box.addEventListener('change', () => {
    if (box.checked) act('break', { target, fault: byId('kind').value });
    else act('mend', { target });
  });
  const label = element('label', { className: 'switch' }, element('span', {}, words[target] ?? target), box);
  if (fault !== undefined) box.before(element('small', {}, words[fault] ?? fault));
  return label;
}

function showDelay() {
  byId('delay-value').textContent = `${byId('delay').valueAsNumber.toLocaleString(document.documentElement.lang)} ${words.seconds}`;
}
