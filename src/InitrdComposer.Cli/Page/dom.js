// Elements are made of text and never of markup: whatever a path holds stays text.
const at = id => document.getElementById(id);

const make = (tag, properties, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children);
  return element;
};

/** A choice of one, as radio buttons: the browser's own keys work. `options`: [value, label] pairs. */
const makeChoice = (group, options, chosen, choose) => {
  group.replaceChildren(...options.map(([value, label]) => make('label', {},
    make('input', { type: 'radio', name: group.id, value, checked: value === chosen, onchange: () => choose(value) }),
    make('span', {}, label))));
};

/** Makes one of several elements the one that Tab reaches; arrow keys reach the others. */
const rove = (elements, current) => {
  for (const element of elements) element.tabIndex = element === current ? 0 : -1;
};
