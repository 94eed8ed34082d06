// The signs of a comparison are its legend and its filter at once.
const makeKind = kind => {
  const { sign, label } = kinds.get(kind);
  return make('span', { class: `kind-sign ${kind}` }, make('span', { class: 'sign', 'aria-hidden': 'true' }, sign), label);
};

const startKinds = () => {
  if (!isDiff) return;
  const toggle = (kind, button) => {
    const chosen = new Set(view.kinds);
    if (!chosen.delete(kind)) chosen.add(kind);
    button.setAttribute('aria-pressed', chosen.has(kind));
    choose('found', { kinds: chosen });
  };
  at('kinds').append(...[...kinds.keys()].map(kind => {
    const button = make('button', { type: 'button', 'aria-pressed': 'false', 'data-kind': kind }, makeKind(kind),
      make('span', { class: 'amount' }, count(files.filter(file => file.kind === kind).length)));
    button.addEventListener('click', () => toggle(kind, button));
    return button;
  }));
};
