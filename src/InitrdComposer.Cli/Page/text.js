// Numbers and names as people read them.
const NoBreak = '\u00a0';
const Minus = '\u2212';

const count = number => number.toLocaleString('en-US');

const counted = (number, what) => `${count(number)}${NoBreak}${what}${number === 1 ? '' : 's'}`;

const size = bytes => {
  const [unit, divisor] = bytes < 1e4 ? ['B', 1] : bytes < 1e6 ? ['kB', 1e3] : bytes < 1e10 ? ['MB', 1e6] : ['GB', 1e9];
  return (divisor === 1 ? count(bytes) : (bytes / divisor).toFixed(1)) + NoBreak + unit;
};

const signed = bytes => (bytes === 0 ? '0' + NoBreak + 'B' : (bytes < 0 ? Minus : '+') + size(Math.abs(bytes)));

const percent = (part, whole) => {
  if (whole === 0) return '';
  const share = 100 * Math.abs(part) / whole;
  return (part < 0 ? Minus : '') + (share >= 10 || share === 0 ? share.toFixed(0) : share.toFixed(1)) + NoBreak + '%';
};

/** Characters that draw nothing, break lines or turn text around are shown by their number, so that no name looks like another one. */
const printable = text => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, character => `\\u{${character.codePointAt(0).toString(16)}}`);
