// One table at a time; arrow keys choose, as in the ARIA pattern of tabs. On paper all of them, with their first rows.
const startTabs = () => {
  const tabs = lists().map(list => {
    const table = makeTable({ ...list, caption: list.label });
    const amount = make('span', { class: 'amount' });
    const tab = make('button', { type: 'button', role: 'tab', id: `tab-${list.id}`, 'aria-controls': `panel-${list.id}` }, list.label, amount);
    const panel = make('div', { role: 'tabpanel', id: `panel-${list.id}`, 'aria-labelledby': tab.id }, make('h3', { class: 'paper' }, list.label), table.element);
    return { tab, panel, table, amount };
  });

  const show = chosen => {
    rove(tabs.map(one => one.tab), chosen.tab);
    for (const { tab, panel } of tabs) {
      tab.setAttribute('aria-selected', tab === chosen.tab);
      panel.hidden = panel !== chosen.panel;
    }
  };

  const refresh = () => {
    for (const { table, amount } of tabs) {
      table.refresh();
      amount.textContent = table.amount();
    }
  };

  const key = event => {
    const from = tabs.findIndex(one => one.tab === event.target);
    const steps = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: tabs.length - 1 };
    if (from < 0 || !(event.key in steps)) return;
    event.preventDefault();
    const to = tabs[(steps[event.key] + tabs.length) % tabs.length];
    show(to);
    to.tab.focus();
  };

  at('tabs').append(...tabs.map(one => one.tab));
  at('table-panels').append(...tabs.map(one => one.panel));
  for (const one of tabs) one.tab.addEventListener('click', () => show(one));
  at('tabs').addEventListener('keydown', key);
  when('measure', refresh);
  when('found', refresh);
  refresh();
  show(tabs[0]);
  addEventListener('beforeprint', () => tabs.forEach(one => one.table.rowsOfPage(RowsOnPaper)));
  addEventListener('afterprint', () => tabs.forEach(one => one.table.rowsOfPage(RowsOfPage)));
};
