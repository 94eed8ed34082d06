// Words that all have to be there, in path, class or package; path:, class: and package: ask for one of them. "..." keeps spaces.
const fieldsOfTerms = new Set(['path', 'class', 'package']);

const parseTerms = query => [...query.toLowerCase().matchAll(/(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g)].map(([whole, field, quoted, bare]) => {
  const text = quoted === undefined ? bare : quoted;
  return fieldsOfTerms.has(field) ? { field, text } : { field: 'text', text: whole.replaceAll('"', '') };
}).filter(term => term.text !== '');

const has = (row, terms) => terms.every(({ field, text }) => (row[field] || '').toLowerCase().includes(text));

const isShownKind = kind => view.kinds.size === 0 || view.kinds.has(kind);

const isFiltered = () => view.terms.length > 0 || view.kinds.size > 0;

/** Marks what is found, and the classes and packages that hold some of it. */
const search = () => {
  const [foundClasses, foundPackages] = [new Set(), new Set()];
  for (const file of files) {
    file.isFound = isShownKind(file.kind) && has(file, view.terms);
    if (!file.isFound) continue;
    foundClasses.add(file.class);
    foundPackages.add(file.package);
  }
  for (const row of classes) row.isFound = foundClasses.has(row.name) || !isFiltered();
  for (const row of packages) row.isFound = foundPackages.has(row.name) || !isFiltered();
};

const showFound = () => {
  const found = files.filter(file => file.isFound);
  const sizes = sides.map(side => (isDiff ? side.toUpperCase() + NoBreak : '') + size(found.reduce((sum, file) => sum + bytes(file, side), 0)));
  at('found').textContent = isFiltered() ? `${counted(found.filter(file => file.isCounted).length, 'file')}, ${sizes.join(', ')}` : '';
};

const find = query => {
  at('query').value = query;
  choose('found', { terms: parseTerms(query) });
};

const startSearch = () => {
  when('found', search);
  when('found', showFound);
  when('measure', showFound);
  search();
  at('query').addEventListener('input', () => choose('found', { terms: parseTerms(at('query').value) }));
  document.addEventListener('keydown', event => {
    if (event.key !== '/' || event.target.matches('input[type=search]') || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    at('query').focus();
  });
};
