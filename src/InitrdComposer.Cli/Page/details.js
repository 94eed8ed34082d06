// What is known of the tile under the pointer or the focus.
const fact = (name, ...value) => make('div', {}, make('dt', {}, name), make('dd', {}, ...value));

/** Members of a file's side that are worth showing where they are: what the fact is called, and the member. */
const FactsOfFile = [['Path', 'path'], ['Leads to', 'target'], ['The same file as', 'hardLink'], ['Mode', 'mode'], ['Owner', 'owner'], ['SHA-256', 'sha256']];

const factsOfSide = (node, side) => {
  const of = isDiff ? ` in ${side.toUpperCase()}` : '';
  const file = isLeaf(node) ? node.file[side] : null;
  if (isLeaf(node) && !file) return [fact(`Size${of}`, 'not there')];
  return [
    fact(`Size${of}`, `${size(node[side].unpacked)}, stored ${size(node[side].stored)}`, ` (${percent(bytes(node, side), total(side)) || 'nothing'})`),
    ...(file ? FactsOfFile.filter(([, member]) => file[member]).map(([name, member]) => fact(name + of, make('bdi', {}, printable(file[member])))) : []),
  ];
};

const whatChanged = file => [...file.what, ...(file.moved ? [`moved: ${file.moved}`] : [])].map(printable).join(', ');

const describe = node => {
  const file = isLeaf(node) ? node.file : null;
  const name = file ? file.name : trailOf(node).slice(1).map(one => one.name).join(' › ') || 'All';
  at('details').replaceChildren(
    make('p', { class: 'path' }, make('bdi', {}, name)),
    make('dl', {},
      ...(file ? [fact('Class', file.class), ...(packages.length ? [fact('Package', file.package)] : [])] : [fact('Files', count(node.count))]),
      ...(isDiff ? [fact('Change', makeKind(node.kind), ` ${signed(difference(node))} ${file ? whatChanged(file) : ''}`)] : []),
      ...sides.flatMap(side => factsOfSide(node, side))));
};
