// Arrow keys in the map go to the nearest tile that way, as the eye would.
const Directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Of a tile that holds others only its title is where nothing lies upon it. */
const boxOf = ({ tile }) => {
  const { left, right, top, bottom } = tile.getBoundingClientRect();
  return { left, right, top, bottom: tile.classList.contains('open') ? Math.min(bottom, top + TitleHeight) : bottom };
};

/** How far one span begins after another one ends, and how far it is from the middle of that. */
const gapAfter = (from, to, isForward) => (isForward ? to.start - from.end : from.start - to.end);

const missedBy = (from, to) => {
  const middle = (from.start + from.end) / 2;
  return Math.max(to.start - middle, middle - to.end, 0);
};

/** Null where there is none that way. What lies straight ahead comes first. */
const nearest = (from, candidates, [right, down]) => {
  const along = box => (down ? { start: box.top, end: box.bottom } : { start: box.left, end: box.right });
  const across = box => (down ? { start: box.left, end: box.right } : { start: box.top, end: box.bottom });
  const here = boxOf(from);
  let best = null;
  for (const candidate of candidates) {
    if (candidate === from) continue;
    const there = boxOf(candidate);
    const gap = gapAfter(along(here), along(there), right + down > 0);
    const distance = gap + 2 * missedBy(across(here), across(there));
    if (gap >= -1 && (!best || distance < best.distance)) best = { candidate, distance };
  }
  return best && best.candidate;
};

const drawnOf = element => map.drawn.find(one => one.tile === element.closest('.tile'));

const mapKey = event => {
  const from = drawnOf(event.target);
  if (!from || event.altKey || event.ctrlKey || event.metaKey) return;
  const inPanel = map.drawn.filter(one => one.side === from.side);
  let to = null;
  if (event.key in Directions) to = nearest(from, inPanel, Directions[event.key]);
  else if (event.key === 'Home') [to] = inPanel;
  else if (event.key === 'End') to = inPanel[inPanel.length - 1];
  else if (event.key === 'Backspace' || event.key === 'Escape') {
    if (map.node.parent) openNode(map.node.parent, from.side);
  } else return;
  event.preventDefault();
  if (to) focusOne(to);
};

const startMap = () => {
  const panels = at('panels');
  panels.addEventListener('keydown', mapKey);
  panels.addEventListener('click', event => {
    const drawn = drawnOf(event.target);
    if (!drawn) return;
    if (isLeaf(drawn.node)) focusOne(drawn);
    else openNode(drawn.node, drawn.side);
  });
  for (const type of ['focusin', 'mouseover']) {
    panels.addEventListener(type, event => {
      const drawn = drawnOf(event.target);
      if (drawn) describe(drawn.node);
    });
  }
  if (isDiff) {
    const key = () => at('map-key').replaceChildren(...(view.picture === 'sides'
      ? ['Colour is the class; both pictures have the same scale.']
      : [...kinds.keys()].map(makeKind)));
    makeChoice(at('map-view'), [['sides', 'Side by side'], ['changes', 'By change']], view.picture, picture => choose('picture', { picture }));
    when('picture', key);
    when('picture', drawMap);
    key();
  }
  if (packages.length) makeChoice(at('map-group'), [['folder', 'Folders'], ['package', 'Packages']], view.group, chooseGroup);
  when('measure', drawMap);
  when('found', showFoundTiles);
  chooseGroup(view.group);
  let width = panels.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(panels.clientWidth - width) < 1) return;
    width = panels.clientWidth;
    drawMap();
  }).observe(panels);
};
