// The document that `diff --json` prints (docs/reference/diff.schema.json), and what follows from it for each file.
const report = JSON.parse(at('report').textContent);
const [imageA, imageB = null] = report.images;
const isDiff = imageB !== null;
const sides = isDiff ? ['a', 'b'] : ['a'];
const imageOf = { a: imageA, b: imageB };

/** As many of a path's last parts as tell the images from each other. */
const shortNames = () => {
  const paths = report.images.map(image => printable(image.name).split('/'));
  const cut = parts => paths.map(path => path.slice(-parts).join('/'));
  let parts = 1;
  while (isDiff && parts < Math.max(...paths.map(path => path.length)) && cut(parts)[0] === cut(parts)[1]) parts++;
  const [a, b] = cut(parts);
  return { a, b };
};
const nameOf = shortNames();

const Unattributed = '(no package)';

/** How a file of the one image stands to that of the other; each has a sign, so that colour is never alone. */
const kinds = new Map([
  ['onlyA', { sign: Minus, label: 'only in A' }],
  ['onlyB', { sign: '+', label: 'only in B' }],
  ['smaller', { sign: '▼', label: 'smaller in B' }],
  ['larger', { sign: '▲', label: 'larger in B' }],
  ['changed', { sign: '≠', label: 'changed, same size' }],
  ['same', { sign: '=', label: 'the same' }],
]);

const kindOfSizes = (a, b, isChanged) => {
  if (a === null || b === null) return a === null ? 'onlyB' : 'onlyA';
  if (a !== b) return a < b ? 'larger' : 'smaller';
  return isChanged ? 'changed' : 'same';
};

/** Folders are there for what they hold; only those that changed themselves are worth a line. */
const isWorthALine = file => file.change === 'changed' || (file.a || file.b).type !== 'directory';

/** As the document counts files: regular ones, a hard link once. */
const isCounted = side => (side.type || 'file') === 'file' && !side.hardLink;

const files = report.files.filter(isWorthALine).map(file => {
  const side = which => (file[which] ? { ...file[which], unpacked: file[which].size } : null);
  const [a, b] = [side('a'), side('b')];
  const [name, inClass, inPackage] = [printable(file.path), printable(file.class), file.package === null || file.package === undefined ? Unattributed : printable(file.package)];
  return {
    name, a, b, class: inClass, package: inPackage, what: file.what || [], moved: file.movedFrom || file.movedTo || null,
    kind: isDiff ? kindOfSizes(a && a.unpacked, b && b.unpacked, file.change !== 'same') : 'same',
    isCounted: isCounted(file.a || file.b), path: name.toLowerCase(), text: `${name} ${inClass} ${inPackage}`.toLowerCase(), isFound: true,
  };
});

/** Classes and packages: what the document sums up, with names that can be shown. */
const sums = rows => rows.map(row => ({
  ...row, name: printable(row.name), a: row.a || null, b: row.b || null, text: printable(row.name).toLowerCase(),
}));
const classes = sums(report.classes);
const packages = sums(report.packages);

/** "firmware" of "firmware/intel": classes of one family stand together. */
const familyOf = className => className.split('/', 1)[0];

const families = [...new Set(classes.map(row => familyOf(row.name)))].map(name => {
  const members = classes.filter(row => familyOf(row.name) === name);
  const sum = side => members.reduce((all, row) => (row[side] ? { unpacked: all.unpacked + row[side].unpacked, stored: all.stored + row[side].stored } : all), { unpacked: 0, stored: 0 });
  return { name, members, a: sum('a'), b: sum('b') };
});
