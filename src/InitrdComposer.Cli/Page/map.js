// The treemap: one picture, or one for each image at the same scale, which open together. A tile is a button; Tab reaches one of a picture, arrow keys the others.
const map = { node: null, drawn: [] };
const MapHeight = 520;

const weighFor = side => (side === 'both' ? larger : node => bytes(node, side));

const familyOfNode = node => (trailOf(node)[1] || node).name;

const sizesInWords = node => (isDiff
  ? `A ${size(bytes(node, 'a'))}, B ${size(bytes(node, 'b'))}, ${kinds.get(node.kind).label}`
  : size(bytes(node, 'a')));

const labelOf = node => `${node.name}, ${sizesInWords(node)}${isLeaf(node) ? '' : `, ${counted(node.count, 'file')}, opens`}`;

const makeTile = ({ node, place, isTitle, level }, side, whole) => {
  const hasRoom = place.width > 34 && place.height > 15;
  const shown = side === 'both' ? signed(difference(node)) : size(bytes(node, side));
  const text = hasRoom ? [make('span', { class: 'name' }, node.name)] : [];
  if (hasRoom && place.width > (isTitle ? 120 : 66) && (isTitle || place.height > 32)) text.push(make('span', { class: 'size' }, shown));
  if (hasRoom && side === 'both' && !isTitle) text.unshift(make('span', { class: 'sign', 'aria-hidden': 'true' }, kinds.get(node.kind).sign));
  const tile = make('button', {
    type: 'button', tabindex: '-1', class: `tile level${level}${isTitle ? ' open' : ''}${isLeaf(node) ? ' leaf' : ''}${side === 'both' ? ` by-kind ${node.kind}` : ''}`,
    'aria-label': labelOf(node),
  }, ...text);
  const share = (part, all) => `${100 * part / all}%`;
  tile.style.left = share(place.x, whole.width);
  tile.style.top = share(place.y, whole.height);
  tile.style.width = share(place.width, whole.width);
  tile.style.height = share(place.height, whole.height);
  paint(tile, familyOfNode(node));
  return tile;
};

const showFoundTiles = () => {
  countFound(map.node.parent ? trailOf(map.node)[0] : map.node);
  for (const { tile, node } of map.drawn) {
    const found = node.isRest ? node.children.reduce((sum, child) => sum + child.found, 0) : node.found;
    tile.classList.toggle('dim', isFiltered() && found === 0);
    tile.classList.toggle('found', isFiltered() && found > 0);
  }
};

/** One picture, as high as its share of the largest one. */
const drawPanel = (side, width, largest) => {
  const weigh = weighFor(side);
  const weight = map.node.children.reduce((sum, child) => sum + weigh(child), 0);
  const height = largest === 0 ? 0 : Math.max(40, MapHeight * weight / largest);
  const canvas = make('div', { class: 'canvas', role: 'group', 'aria-roledescription': 'treemap', 'data-side': side });
  canvas.style.height = `${height}px`;
  const title = side === 'both' ? 'Both images, coloured by change' : `${isDiff ? side.toUpperCase() + ', ' : ''}${nameOf[side]}`;
  canvas.setAttribute('aria-label', title);
  for (const laid of layTiles(map.node, weigh, { x: 0, y: 0, width, height }, 1, [])) {
    const tile = makeTile(laid, side, { width, height });
    map.drawn.push({ tile, node: laid.node, side });
    canvas.append(tile);
  }
  if (canvas.childElementCount === 0) canvas.append(make('p', { class: 'empty' }, 'Nothing of this is in here.'));
  else canvas.firstElementChild.tabIndex = 0;
  const caption = side === 'both' ? title : [...(isDiff ? [make('b', { class: `badge ${side}` }, side.toUpperCase())] : []), nameOf[side]];
  return make('figure', {}, make('figcaption', {}, make('span', { class: 'name' }, ...[caption].flat()), make('span', { class: 'number' }, size(weight))), canvas);
};

const drawMap = () => {
  const panels = at('panels');
  const shownSides = view.picture === 'sides' ? sides : [isDiff ? 'both' : 'a'];
  panels.className = `panels ${view.picture}`;
  const isStacked = panels.clientWidth < 640;
  const width = view.picture === 'sides' && !isStacked ? (panels.clientWidth - 16) / 2 : panels.clientWidth;
  const largest = Math.max(...shownSides.map(side => map.node.children.reduce((sum, child) => sum + weighFor(side)(child), 0)));
  map.drawn = [];
  panels.replaceChildren(...shownSides.map(side => drawPanel(side, width, largest)));
  drawTrail();
  showFoundTiles();
  describe(map.node);
};

const drawTrail = () => at('trail').replaceChildren(make('ol', {}, ...trailOf(map.node).map(node => make('li', {}, node === map.node
  ? make('span', { 'aria-current': 'location' }, node.name)
  : make('button', { type: 'button', class: 'link', onclick: () => openNode(node) }, node.name)))));

/** Focuses the tile of a node, in the picture of this image if it is there. */
const focusTile = (node, side) => {
  const drawn = map.drawn.find(one => one.node === node && one.side === side) || map.drawn.find(one => one.node === node) || map.drawn.find(one => one.side === side) || map.drawn[0];
  if (!drawn) return;
  focusOne(drawn);
};

const focusOne = drawn => {
  rove(map.drawn.filter(one => one.side === drawn.side).map(one => one.tile), drawn.tile);
  drawn.tile.focus({ preventScroll: false });
};

/** Shows what is in a folder, class or package; of a file, the file in what holds it. */
const openNode = (node, side) => {
  const from = map.node;
  map.node = isLeaf(node) ? node.parent : node;
  drawMap();
  focusTile(isLeaf(node) ? node : trailOf(from).find(one => one.parent === map.node) || null, side || sides[0]);
};

const chooseGroup = group => {
  view.group = group;
  map.node = buildHierarchy(group);
  drawMap();
};
