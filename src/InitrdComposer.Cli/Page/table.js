// A sortable table that draws a page of rows at a time, however many there are. Tab reaches one row's name, arrow keys the others.
const RowsOfPage = 100;
const RowsOnPaper = 60;

const compareBy = (column, isRising) => (one, other) => {
  const [first, second] = [column.value(one), column.value(other)];
  const order = first < second ? -1 : first > second ? 1 : 0;
  return isRising ? order : -order;
};

/**
 * `columns`: { title, value(row) to sort by, show(row) → text or element, isNumber, isWide: left out where it is narrow }; the first one is the row's name.
 * `isFound(row)`: whether the search lets it through. `open(row)`: what its name does. `sort`: the column it begins with.
 */
const makeTable = ({ id, caption, columns, rows, isFound, open, sort }) => {
  const state = { sort, isRising: !columns[sort].isNumber, page: 0, perPage: RowsOfPage, shown: [] };
  const body = make('tbody', {});
  const heads = columns.map((column, index) => make('th', { scope: 'col', class: classOfColumn(column) },
    make('button', { type: 'button', onclick: () => sortBy(index) }, column.title(), make('span', { class: 'arrow', 'aria-hidden': 'true' }))));
  const range = make('output', { class: 'number' });
  const turn = (label, page) => make('button', { type: 'button', class: 'quiet', onclick: () => goTo(page()) }, label);
  const buttons = [turn('First', () => 0), turn('Previous', () => state.page - 1), turn('Next', () => state.page + 1), turn('Last', lastPage)];
  const table = make('table', { id: `table-${id}` },
    make('caption', { class: 'unseen' }, caption), make('thead', {}, make('tr', {}, ...heads)), body);
  const pager = make('div', { class: 'pager', role: 'group', 'aria-label': 'Pages' }, ...buttons.slice(0, 2), range, ...buttons.slice(2));

  function lastPage() {
    return Math.max(0, Math.ceil(state.shown.length / state.perPage) - 1);
  }

  function sortBy(index) {
    state.isRising = index === state.sort ? !state.isRising : !columns[index].isNumber;
    state.sort = index;
    refresh();
  }

  function goTo(page) {
    state.page = Math.min(Math.max(page, 0), lastPage());
    draw();
  }

  function makeRow(row, index) {
    const cells = columns.map((column, place) => {
      const content = column.show(row);
      if (place > 0) return make('td', { class: classOfColumn(column) }, content);
      return make('th', { scope: 'row', class: classOfColumn(column) }, open
        ? make('button', { type: 'button', class: 'link', tabindex: '-1', onclick: () => open(row) }, content)
        : make('span', { tabindex: '-1' }, content));
    });
    return make('tr', { 'aria-rowindex': index + 2 }, ...cells);
  }

  function draw() {
    const first = state.page * state.perPage;
    const page = state.shown.slice(first, first + state.perPage);
    body.replaceChildren(...page.map((row, index) => makeRow(row, first + index)));
    const names = rowNames();
    if (names.length) rove(names, names[0]);
    for (const [index, head] of heads.entries()) {
      if (index === state.sort) head.setAttribute('aria-sort', state.isRising ? 'ascending' : 'descending');
      else head.removeAttribute('aria-sort');
      head.querySelector('.arrow').textContent = index === state.sort ? (state.isRising ? '▲' : '▼') : '';
    }
    table.setAttribute('aria-rowcount', state.shown.length + 1);
    range.textContent = page.length ? `${count(first + 1)}–${count(first + page.length)} of ${count(state.shown.length)}` : 'nothing found';
    for (const [index, button] of buttons.entries()) button.disabled = index < 2 ? state.page === 0 : state.page === lastPage();
    pager.hidden = state.shown.length <= state.perPage && page.length > 0;
  }

  function refresh() {
    state.page = 0;
    state.shown = rows.filter(isFound).sort(compareBy(columns[state.sort], state.isRising));
    for (const [index, column] of columns.entries()) heads[index].firstElementChild.firstChild.textContent = column.title();
    draw();
  }

  function rowNames() {
    return [...body.querySelectorAll('th > *')];
  }

  /** Rows of another page are reached by walking on. */
  function step(names, at, by) {
    const target = at + by;
    if (target >= 0 && target < names.length) return names[target];
    const page = state.page + Math.sign(by);
    if (page < 0 || page > lastPage()) return names[target < 0 ? 0 : names.length - 1];
    goTo(page);
    const turned = rowNames();
    return by > 0 ? turned[0] : turned[turned.length - 1];
  }

  body.addEventListener('keydown', event => {
    const names = rowNames();
    const at = names.indexOf(event.target);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20 };
    if (at < 0 || !(event.key in steps || event.key === 'Home' || event.key === 'End')) return;
    event.preventDefault();
    const to = event.key === 'Home' ? names[0] : event.key === 'End' ? names[names.length - 1] : step(names, at, steps[event.key]);
    rove(rowNames(), to);
    to.focus();
  });

  refresh();
  return {
    element: make('div', { class: 'table' }, make('div', { class: 'scroll' }, table), pager),
    refresh,
    amount: () => (state.shown.length === rows.length ? count(rows.length) : `${count(state.shown.length)} of ${count(rows.length)}`),
    rowsOfPage: rowCount => {
      state.perPage = rowCount;
      goTo(0);
    },
  };
};

const classOfColumn = column => [column.isNumber && 'number', column.isWide && 'wide', column.isPath && 'path'].filter(Boolean).join(' ');
