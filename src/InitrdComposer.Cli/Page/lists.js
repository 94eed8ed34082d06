// The tables: files, packages, classes, modules, firmware, features, duplicates.
const hasWords = row => has(row, view.terms) && (!row.kind || isShownKind(row.kind));

/** The last of the size columns: the difference, or the share. */
const bySize = columns => columns.length - 1;

const versionColumns = () => sides.map(side => textColumn(isDiff ? `Version ${side.toUpperCase()}` : 'Version', row => printable((row[side] && row[side].version) || ''), true));

const sumsTable = (id, label, title, rows, open) => {
  const columns = [nameColumn(title), ...(id === 'packages' ? versionColumns() : []), ...fileCountColumns(), ...sizeColumns()];
  return { id, label, columns, rows, sort: bySize(columns), open, isFound: row => row.isFound };
};

const filesTable = () => {
  const before = [nameColumn('Path'), ...(isDiff ? [kindColumn()] : []), textColumn('Class', row => row.class, true), ...(packages.length ? [textColumn('Package', row => row.package, true)] : [])];
  const columns = [...before, ...sizeColumns(), ...(isDiff ? [] : [textColumn('Mode', row => printable((row.a && row.a.mode) || ''), true), textColumn('Owner', row => printable((row.a && row.a.owner) || ''), true)])];
  return { id: 'files', label: 'Files and links', columns, rows: files, sort: before.length + (isDiff ? 2 : 0), open: file => openNode(file.node), isFound: row => row.isFound };
};

/** Of one image alone the document names no modules and no firmware: they are what their classes hold. */
const namesOf = (key, family, shorten) => (isDiff ? report[key] : { onlyA: files.filter(file => familyOf(file.class) === family).map(file => shorten(file.name)) });

const moduleName = path => path.slice(path.lastIndexOf('/') + 1).replace(/\.ko(\.\w+)?$/, '');

const firmwareName = path => path.slice(path.indexOf('/firmware/') + '/firmware/'.length).replace(/\.(zst|xz)$/, '');

/** Modules and firmware: names that one image has, or both with other content. */
const namesTable = (id, label, title, names) => {
  const rows = [['onlyA', isDiff ? 'onlyA' : 'same'], ['onlyB', 'onlyB'], ['changed', 'changed']].flatMap(([key, kind]) => (names[key] || []).map(raw => {
    const name = printable(raw);
    return { name, kind, text: name.toLowerCase(), path: name.toLowerCase() };
  }));
  const presence = { onlyA: 'only in A', onlyB: 'only in B', changed: 'in both, with other content' };
  const columns = [nameColumn(title), ...(isDiff ? [{ title: () => 'Where', value: row => row.kind, show: row => make('span', { class: `kind-sign ${row.kind}` }, make('span', { class: 'sign', 'aria-hidden': 'true' }, kinds.get(row.kind).sign), presence[row.kind]) }] : [])];
  return { id, label, columns, rows, sort: 0, open: row => find(`"${row.name}"`), isFound: hasWords };
};

const listed = paths => paths.slice(0, 3).join(', ') + (paths.length > 3 ? ` and ${count(paths.length - 3)} more` : '');

const featuresTable = () => {
  const rows = report.features.map(feature => {
    const evidence = [...new Set(sides.flatMap(side => (feature.evidence && feature.evidence[side]) || []))].map(printable);
    const [name, group] = [printable(feature.name), printable(feature.group || '')];
    return { name, group, evidence, a: feature.a, b: feature.b, kind: !isDiff || feature.a === feature.b ? 'same' : feature.a ? 'onlyA' : 'onlyB', text: `${name} ${group} ${evidence.join(' ')}`.toLowerCase(), path: evidence.join(' ').toLowerCase() };
  });
  const presence = side => ({ title: () => (isDiff ? side.toUpperCase() : 'Has it'), value: row => (row[side] ? 0 : 1), show: row => make('span', { class: row[side] ? 'yes' : 'no' }, row[side] ? 'yes' : 'no') });
  const columns = [nameColumn('Feature'), textColumn('Group', row => row.group, true), ...sides.map(presence), { ...textColumn('Because of', row => listed(row.evidence)), isPath: true }];
  return { id: 'features', label: 'Features', columns, rows, sort: 0, open: row => find(row.evidence.length ? `"${row.evidence[0]}"` : row.name), isFound: hasWords };
};

const duplicatesTable = () => {
  const rows = report.duplicates.map(duplicate => {
    const [a, b] = [duplicate.a || [], duplicate.b || []];
    const paths = [...new Set([...a, ...b])].map(printable);
    return { name: paths[0], paths, size: duplicate.size, copies: { a: a.length, b: b.length }, text: paths.join(' ').toLowerCase(), path: paths.join(' ').toLowerCase() };
  });
  const extra = (row, side) => row.size * Math.max(row.copies[side] - 1, 0);
  const of = side => (isDiff ? ` in ${side.toUpperCase()}` : '');
  const columns = [
    nameColumn('File'), { ...textColumn('The same content', row => listed(row.paths.slice(1)), true), isPath: true }, numberColumn('Size', row => row.size, size),
    ...sides.map(side => numberColumn(`Copies${of(side)}`, row => row.copies[side], count, true)), ...sides.map(side => numberColumn(`Too much${of(side)}`, row => extra(row, side), size)),
  ];
  return { id: 'duplicates', label: 'Duplicates', columns, rows, sort: columns.length - 1, open: row => find(`"${row.name}"`), isFound: hasWords };
};

const openClass = row => openNode(nodeOfClass(trailOf(map.node)[0], row.name));

const lists = () => [
  filesTable(), sumsTable('packages', 'Packages', 'Package', packages, row => find(`package:"${row.name}"`)), sumsTable('classes', 'Classes', 'Class', classes, openClass),
  namesTable('modules', 'Modules', 'Module', namesOf('modules', 'kernel modules', moduleName)), namesTable('firmware', 'Firmware', 'Firmware file', namesOf('firmware', 'firmware', firmwareName)), featuresTable(), duplicatesTable(),
];
