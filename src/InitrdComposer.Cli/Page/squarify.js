// Squarified treemap (Bruls, Huizing, van Wijk 2000): rows of rectangles that are as near to squares as they get.
const worst = (row, sum, side) => {
  const square = side * side;
  return Math.max(square * row[0] / (sum * sum), sum * sum / (square * row[row.length - 1]));
};

/** Rectangles for areas, which fall and add up to that of the rectangle they fill. */
const squarify = (areas, { x, y, width, height }) => {
  const places = [];
  let first = 0;
  while (first < areas.length) {
    const side = Math.min(width, height);
    const row = [areas[first]];
    let sum = areas[first];
    for (let next = first + 1; next < areas.length; next++) {
      if (worst([...row.slice(0, 1), areas[next]], sum + areas[next], side) > worst(row, sum, side)) break;
      row.push(areas[next]);
      sum += areas[next];
    }
    const thickness = side === 0 ? 0 : sum / side;
    let offset = 0;
    for (const area of row) {
      const length = thickness === 0 ? 0 : area / thickness;
      places.push(width < height ? { x: x + offset, y, width: length, height: thickness } : { x, y: y + offset, width: thickness, height: length });
      offset += length;
    }
    if (width < height) [y, height] = [y + thickness, height - thickness];
    else [x, width] = [x + thickness, width - thickness];
    first += row.length;
  }
  return places;
};
