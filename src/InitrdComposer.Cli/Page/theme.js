// Light or dark: as the system says, until the reader says otherwise. Nothing is remembered: the page keeps no data anywhere.
const startTheme = () => {
  const button = at('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (document.documentElement.dataset.theme || (system.matches ? 'dark' : 'light')) === 'dark';
  const name = () => button.replaceChildren(make('span', { 'aria-hidden': 'true' }, isDark() ? '☀' : '☾'), isDark() ? ' Light' : ' Dark');
  button.addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    name();
  });
  system.addEventListener('change', name);
  name();
};
