// Class, then folders or packages, then files: what the map shows, summed up at each level.
const newNode = (name, parent, isClass = false) => ({
  name, parent, isClass, children: [], file: null, count: 0, found: 0, a: { unpacked: 0, stored: 0 }, b: { unpacked: 0, stored: 0 }, kind: 'same',
});

const isLeaf = node => node.file !== null && node.children.length === 0;

const addFile = (node, file) => {
  for (let at = node; at; at = at.parent) {
    if (file.isCounted) at.count++;
    for (const side of sides) {
      if (!file[side]) continue;
      at[side].unpacked += file[side].unpacked;
      at[side].stored += file[side].stored;
    }
  }
};

/** Where a file stands: the levels of its class, then its folders or its package, then itself. */
const levelsOf = (file, group) => {
  const segments = file.name.split('/').filter(segment => segment !== '');
  const inside = group === 'package' ? [file.package, file.name] : segments.length ? segments : ['/'];
  return [...file.class.split('/').map(name => ({ name, isClass: true })), ...inside.map(name => ({ name, isClass: false }))];
};

/** Folders that hold nothing but one folder are one tile with it; a class whose files are all below one folder keeps its name. */
const joinChains = node => {
  for (const child of node.children) joinChains(child);
  const [only] = node.children;
  if (!node.parent || node.file || node.children.length !== 1 || isLeaf(only) || only.isClass) return;
  if (!node.isClass) node.name += '/' + only.name;
  node.children = only.children;
  for (const child of node.children) child.parent = node;
};

const setKinds = node => {
  for (const child of node.children) setKinds(child);
  if (isLeaf(node)) node.kind = node.file.kind;
  else {
    const found = new Set(node.children.map(child => child.kind));
    node.kind = found.size === 1 ? [...found][0] : kindOfSizes(node.a.unpacked, node.b.unpacked, found.size > 0);
  }
};

const buildHierarchy = group => {
  const root = newNode('All', null);
  const index = new Map();
  for (const file of files) {
    let node = root;
    for (const { name, isClass } of levelsOf(file, group)) {
      const key = `${isClass} ${name}`;
      const children = index.get(node) || new Map();
      let next = children.get(key);
      if (!next) {
        next = newNode(name, node, isClass);
        node.children.push(next);
        index.set(node, children.set(key, next));
      }
      node = next;
    }
    node.file = file;
    file.node = node;
    addFile(node, file);
  }
  if (group === 'folder') joinChains(root);
  setKinds(root);
  return root;
};

/** The node of a class, or of what there is on the way to it. */
const nodeOfClass = (root, className) => className.split('/').reduce((node, name) => node.children.find(child => child.isClass && child.name === name) || node, root);

/** How many files below each node the search has found. */
const countFound = node => {
  node.found = node.file && node.file.isFound ? 1 : 0;
  for (const child of node.children) node.found += countFound(child);
  return node.found;
};

const trailOf = node => (node ? [...trailOf(node.parent), node] : []);
