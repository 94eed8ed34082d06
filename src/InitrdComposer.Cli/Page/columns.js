// Columns that several tables have.
const nameColumn = (title, name = row => row.name) => ({ title: () => title, value: name, show: row => make('bdi', {}, name(row)), isPath: true });

const textColumn = (title, text, isWide = false) => ({ title: () => title, value: text, show: row => text(row), isWide });

const numberColumn = (title, value, show = count, isWide = false) => ({ title: () => title, value, show: row => show(value(row)), isNumber: true, isWide });

const kindColumn = () => {
  const order = [...kinds.keys()];
  return { title: () => 'Change', value: row => order.indexOf(row.kind), show: row => makeKind(row.kind), isWide: true };
};

const sizeOrNothing = (row, side) => (row[side] ? size(bytes(row, side)) : '–');

/** Sizes as they are measured now; of a comparison also the difference. */
const sizeColumns = () => (isDiff
  ? [
    ...sides.map(side => ({ title: () => side.toUpperCase(), value: row => bytes(row, side), show: row => sizeOrNothing(row, side), isNumber: true })),
    { title: () => `B ${Minus} A`, value: row => Math.abs(difference(row)), show: row => make('span', { class: `difference ${Math.sign(difference(row)) < 0 ? 'less' : 'more'}` }, signed(difference(row))), isNumber: true },
  ]
  : [
    ...['unpacked', 'stored'].map(measure => ({ title: () => (measure === 'unpacked' ? 'Unpacked' : 'Stored'), value: row => (row.a ? row.a[measure] : 0), show: row => (row.a ? size(row.a[measure]) : '–'), isNumber: true, isWide: measure === 'stored' })),
    { title: () => 'Share', value: row => bytes(row, 'a'), show: row => percent(bytes(row, 'a'), total('a')), isNumber: true, isWide: true },
  ]);

const fileCountColumns = () => sides.map(side => numberColumn(isDiff ? `Files ${side.toUpperCase()}` : 'Files', row => (row[side] ? row[side].files : 0), count, true));
