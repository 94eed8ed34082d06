// One hue a family of classes, the largest first, so that neighbours in the list are far apart on the wheel; colour never stands alone, each tile has its name.
const Hues = [255, 150, 70, 20, 320, 200, 110, 285, 45, 175, 350, 225];

const hues = new Map();

const startColours = () => {
  const bySize = [...families].sort((one, other) => larger(other) - larger(one));
  for (const [index, row] of bySize.entries()) hues.set(row.name, Hues[index % Hues.length]);
};

const paint = (element, family) => {
  if (hues.has(family)) element.style.setProperty('--hue', hues.get(family));
  return element;
};
