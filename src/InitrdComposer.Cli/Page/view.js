// What the reader has chosen. Parts of the page are told when it changes, each what it asked to be told of.
const view = { measure: 'unpacked', terms: [], kinds: new Set(), picture: isDiff ? 'sides' : 'one', group: 'folder' };
const listeners = { measure: [], found: [], picture: [] };

const when = (what, listener) => listeners[what].push(listener);

const choose = (what, change) => {
  Object.assign(view, change);
  for (const listener of listeners[what]) listener();
};

/** Bytes of a file, class, package or tile in one image, as measured now. */
const bytes = (row, side) => (row[side] ? row[side][view.measure] : 0);

const difference = row => bytes(row, 'b') - bytes(row, 'a');

const larger = row => Math.max(bytes(row, 'a'), bytes(row, 'b'));

const total = side => files.reduce((sum, file) => sum + bytes(file, side), 0);
