// Where each tile of a map is: levels inside each other as long as there is room to tell them apart.
const LevelsShown = 4;
const TitleHeight = 19;
const Gap = 2;
const SmallestArea = 40;
const RoomForLevels = { width: 64, height: 46 };

/** What is too small to be seen becomes one tile, which opens like a folder. */
const gatherSmall = (node, weigh, areaOfByte) => {
  const sorted = node.children.filter(child => weigh(child) > 0).sort((one, other) => weigh(other) - weigh(one));
  const visible = sorted.filter(child => weigh(child) * areaOfByte >= SmallestArea);
  const small = sorted.slice(visible.length);
  if (small.length < 2 || visible.length === 0) return sorted;
  const rest = { ...newNode(`${count(small.length)} smaller`, node), children: small, isRest: true };
  for (const child of small) {
    rest.count += child.count;
    rest.found += child.found;
    for (const side of sides) for (const measure of ['unpacked', 'stored']) rest[side][measure] += child[side][measure];
  }
  rest.kind = kindOfSizes(rest.a.unpacked, rest.b.unpacked, true);
  return [...visible, rest].sort((one, other) => weigh(other) - weigh(one));
};

/** Tiles of what is in a node, `{ node, place, isTitle }`, in the order they are read: a title before what it holds. */
const layTiles = (node, weigh, place, level, tiles) => {
  const weight = node.children.reduce((sum, child) => sum + weigh(child), 0);
  if (weight === 0 || place.width < 1 || place.height < 1) return tiles;
  const areaOfByte = place.width * place.height / weight;
  const shown = gatherSmall(node, weigh, areaOfByte);
  for (const [index, box] of squarify(shown.map(child => weigh(child) * areaOfByte), place).entries()) {
    const child = shown[index];
    const inner = { x: box.x, y: box.y, width: Math.max(box.width - Gap, 1), height: Math.max(box.height - Gap, 1) };
    const isOpen = !isLeaf(child) && !child.isRest && level < LevelsShown && inner.width >= RoomForLevels.width && inner.height >= RoomForLevels.height;
    tiles.push({ node: child, place: inner, isTitle: isOpen, level });
    if (isOpen) {
      layTiles(child, weigh, { x: inner.x + Gap, y: inner.y + TitleHeight, width: inner.width - Gap, height: inner.height - TitleHeight }, level + 1, tiles);
    }
  }
  return tiles;
};
