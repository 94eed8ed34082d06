// Families of classes, the largest first: a bar for each image, all at one scale. Each opens into its classes.
const BarsShown = 10;

const makeBar = (row, side, largest) => {
  const bar = make('span', { class: `bar-of ${side}` }, make('i', {}));
  bar.firstElementChild.style.width = `${100 * bytes(row, side) / largest}%`;
  return bar;
};

const makeBarRow = (row, name, largest) => {
  const numbers = sides.map(side => make('span', { class: `number of-${side}` }, size(bytes(row, side))));
  const change = isDiff ? signed(difference(row)) : percent(bytes(row, 'a'), total('a'));
  const isFound = (row.members || [row]).some(one => one.isFound);
  return make('li', { class: `${row.members ? '' : 'member '}${isFound ? '' : 'dim'}` },
    name, make('span', { class: 'pair', 'aria-hidden': 'true' }, ...sides.map(side => makeBar(row, side, largest))), make('span', { class: 'numbers' }, ...numbers),
    make('span', { class: `number difference ${isDiff ? (difference(row) < 0 ? 'less' : 'more') : ''}` }, change));
};

const barName = (row, shown) => paint(make('button', { type: 'button', class: 'link', onclick: () => openClass(row) }, make('span', { class: 'swatch' }), make('bdi', {}, shown)), familyOf(row.name));

const falling = rows => rows.filter(row => larger(row) > 0).sort((one, other) => larger(other) - larger(one));

const startBars = () => {
  const opened = new Set();
  let isWhole = false;

  const toggleOf = family => make('button', { type: 'button', class: 'more-of', 'data-family': family.name, 'aria-expanded': String(opened.has(family)), onclick: () => {
    if (!opened.delete(family)) opened.add(family);
    draw();
    [...at('bars').querySelectorAll('.more-of')].find(button => button.dataset.family === family.name).focus();
  } }, counted(family.members.length, 'kind'));

  const rowsOf = (family, largest) => {
    const isMany = family.members.length > 1;
    const row = makeBarRow(family, make('span', { class: 'names' }, barName(family, family.name), ...(isMany ? [toggleOf(family)] : [])), largest);
    const members = isMany && opened.has(family) ? falling(family.members) : [];
    return [row, ...members.map(member => makeBarRow(member, make('span', { class: 'names' }, barName(member, member.name.slice(family.name.length + 1) || member.name)), largest))];
  };

  const draw = () => {
    const sorted = falling(families);
    const largest = Math.max(1, ...sorted.map(larger));
    const shown = isWhole ? sorted : sorted.slice(0, BarsShown);
    const more = sorted.length > BarsShown
      ? [make('button', { type: 'button', class: 'quiet', 'aria-expanded': String(isWhole), onclick: () => {
        isWhole = !isWhole;
        draw();
        at('bars').lastElementChild.focus();
      } }, isWhole ? 'Show fewer' : `Show ${count(sorted.length - BarsShown)} more`)]
      : [];
    at('bars').replaceChildren(make('ol', {}, ...shown.flatMap(family => rowsOf(family, largest))), ...more);
  };

  if (isDiff) at('bars-key').replaceChildren(...sides.map(side => make('span', {}, make('b', { class: `badge ${side}` }, side.toUpperCase()), ` ${nameOf[side]}`)));
  when('measure', draw);
  when('found', draw);
  draw();
};
