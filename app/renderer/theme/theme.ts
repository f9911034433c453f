import type { Settings } from '../../contract/index.ts';

const prefersLight = matchMedia('(prefers-color-scheme: light)');
let chosen: Settings['theme'] = 'system';

function show(): void {
  const light = chosen === 'light' || (chosen === 'system' && prefersLight.matches);
  document.documentElement.dataset['theme'] = light ? 'light' : 'dark';
}

prefersLight.addEventListener('change', show);

/** Dresses the window in the theme of the settings; `system` follows the desktop as it changes. */
export function applyTheme(theme: Settings['theme']): void {
  chosen = theme;
  show();
}
