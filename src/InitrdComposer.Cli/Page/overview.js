// The answer in a sentence, and what each image is.
const kindOfImage = image => printable(image.kind || 'image');

const startHeadline = () => {
  const names = [nameOf.a, nameOf.b];
  if (!isDiff) {
    at('kind').textContent = 'One image';
    at('headline').replaceChildren(make('bdi', {}, names[0]), ` is ${size(imageA.length)}`);
    at('lead').textContent = `It holds ${counted(imageA.files, 'file')}, ${size(imageA.unpacked)} unpacked, of ${counted(classes.length, 'kind')}.`;
    document.title = `${names[0]}: what it is made of`;
    return;
  }
  const [change, ofFiles] = [imageB.length - imageA.length, kind => files.filter(file => file.isCounted && file.kind === kind)];
  const sum = (rows, side) => size(rows.reduce((all, row) => all + (row[side] ? row[side].unpacked : 0), 0));
  const verdict = change === 0 ? ' is as large as ' : ` is ${size(Math.abs(change))} ${change < 0 ? 'smaller' : 'larger'} than `;
  const [onlyA, onlyB] = [ofFiles('onlyA'), ofFiles('onlyB')];
  at('kind').textContent = 'Two images compared';
  at('headline').replaceChildren(make('bdi', {}, names[1]), verdict, make('bdi', {}, names[0]));
  at('lead').textContent = `${change === 0 ? '' : `That is ${percent(Math.abs(change), imageA.length)} ${change < 0 ? 'less' : 'more'}. `}`
    + `${counted(onlyA.length, 'file')} only in A (${sum(onlyA, 'a')} unpacked), ${count(onlyB.length)} only in B (${sum(onlyB, 'b')}), ${count(ofFiles('same').length)} the same in both.`;
  document.title = `${names[0]} and ${names[1]} compared`;
};

const makeParts = image => {
  const whole = Math.max(1, image.parts.reduce((sum, part) => sum + part.stored, 0));
  const strip = make('div', { class: 'strip', 'aria-hidden': 'true' }, ...image.parts.map((part, index) => {
    const piece = make('i', { class: `piece${index % 4}` });
    piece.style.width = `${100 * part.stored / whole}%`;
    return piece;
  }));
  const list = make('ol', { class: 'parts' }, ...image.parts.map((part, index) => make('li', {},
    make('span', { class: `swatch piece${index % 4}` }), make('bdi', { class: 'name' }, printable(part.name)), make('span', { class: 'muted' }, part.compression && part.compression !== 'none' ? printable(part.compression) : ''),
    make('span', { class: 'number' }, part.length && part.length !== part.stored ? `${size(part.stored)} → ${size(part.length)}` : size(part.stored)))));
  return [strip, list];
};

const makeCard = side => {
  const image = imageOf[side];
  const figure = (name, value, note = '') => make('div', {}, make('dt', {}, name), make('dd', {}, make('strong', {}, value), note ? make('span', { class: 'muted' }, note) : ''));
  const { coverage } = image;
  return make('article', { class: `card ${side}` },
    make('h2', {}, ...(isDiff ? [make('b', { class: `badge ${side}` }, side.toUpperCase())] : []), make('bdi', {}, nameOf[side]), make('span', { class: 'muted' }, kindOfImage(image))),
    ...(printable(image.name) === nameOf[side] ? [] : [make('p', { class: 'muted where' }, make('bdi', {}, printable(image.name)))]),
    make('dl', { class: 'figures' },
      figure('File', size(image.length)), figure('Unpacked', size(image.unpacked), image.length ? `${(image.unpacked / image.length).toFixed(1)} times` : ''), figure('Files', count(image.files)),
      ...(coverage ? [figure('Package known', percent(coverage.package, image.unpacked) || '–', 'of its bytes'), figure('Unknown', percent(coverage.unknown, image.unpacked) || '–')] : [])),
    ...(image.damage ? [make('p', { class: 'notice' }, make('b', {}, 'Damaged: '), printable(image.damage.message), image.damage.offset === undefined ? '' : `, at byte ${count(image.damage.offset)}`, '. What was read before is shown.')] : []),
    ...(image.parts && image.parts.length ? makeParts(image) : []));
};

const startOverview = () => {
  startHeadline();
  at('images').append(...sides.map(makeCard));
  if (report.images.some(image => image.storedIsEstimated)) at('footnote').textContent = 'A file’s stored size is an estimate: its share of the compressed block or part that it is in.';
  makeChoice(at('measure'), [['unpacked', 'Unpacked'], ['stored', 'Stored']], view.measure, measure => choose('measure', { measure }));
};
