import type { Random } from '../../bench/sample/random.js';

/** Pieces that the rules give a meaning to, or nearly do. */
const TOKENS = [
  ...['"', '""', '"""', '" ', ' "', '";"', '","', '\n"', '"\n', '"\r\n"', '";', ';"'],
  ...[';', ',', '\t', '|', ';;;;', '\n', '\r', '\r\n', '\n\n', '\r\r', '\n\r', ' ', ' \t'],
  ...['\0', '\ufeff', '\u00e9', 'e\u0301', '\u{1f600}', '\ufffd', '\uffff', 'sep=,\n', 'sep=;\r\n'],
  ...['NA', 'N/A', 'NULL', 'NaN', '#N/A N/A', '-1.#QNAN', '<NA>', 'None', 'REM_OK', 'REM_NOT_OK'],
  ...[
    'Closed',
    'Closed Skipped',
    'Canceled',
    'NO_STATUS',
    'No Task Found',
    'closed',
    'Cr\u00edtico',
    'Urgente',
  ],
  ...['2025-01-05', '05/01/2025', '13/01/2025', '01/13/2025', '2025-02-29', '20250105', '2025-01', '1678'],
  ...['10:00', 'T10:00:00Z', ' 10:00:00.000000001', ' 10 PM', ' 00:30 AM', '-03:00', '+0530', ' UTC', '+14'],
].map((text) => Buffer.from(text));

/** Bytes that no UTF-8 has, that Windows-1252 lacks, or that begin what does not go on. */
const ODD_BYTES = [0x00, 0x80, 0x81, 0x8d, 0x9d, 0xbf, 0xc0, 0xc3, 0xe2, 0xed, 0xf0, 0xf4, 0xff, 0x1f, 0x8b];

const LINE_ENDS = ['\n', '\r\n', '\r'];
const DELIMITERS = [';', ',', '\t', '|'];

type Mutation = (bytes: Buffer, random: Random, donor: Buffer) => Buffer;

const MUTATIONS: Mutation[] = [
  function flipBit(bytes, random) {
    const at = placeIn(bytes, random);
    return replaced(bytes, at, at + 1, Buffer.of((bytes[at] ?? 0) ^ (1 << random.below(8))));
  },
  function oddByte(bytes, random) {
    const at = placeIn(bytes, random);
    return replaced(bytes, at, at + random.below(2), Buffer.of(random.pick(ODD_BYTES)));
  },
  insertToken,
  insertToken,
  insertToken,
  function overwriteWithToken(bytes, random) {
    const at = placeIn(bytes, random);
    const token = random.pick(TOKENS);
    return replaced(bytes, at, at + token.length, token);
  },
  function remove(bytes, random) {
    const at = placeIn(bytes, random);
    return replaced(bytes, at, at + 1 + random.below(random.pick([1, 4, 40])), Buffer.alloc(0));
  },
  function duplicate(bytes, random) {
    const from = placeIn(bytes, random);
    const piece = bytes.subarray(from, from + 1 + random.below(random.pick([4, 40, 400])));
    const at = placeIn(bytes, random);
    return replaced(bytes, at, at, piece);
  },
  function splice(bytes, random, donor) {
    const from = placeIn(donor, random);
    const piece = donor.subarray(from, from + 1 + random.below(random.pick([4, 40, 400])));
    const at = placeIn(bytes, random);
    return replaced(bytes, at, at + (random.percent(50) ? piece.length : 0), piece);
  },
  duplicateLine,
  duplicateLine,
  function moveLine(bytes, random) {
    const { from, end } = lineIn(bytes, random);
    const rest = replaced(bytes, from, end, Buffer.alloc(0));
    const at = lineIn(rest, random).from;
    return replaced(rest, at, at, bytes.subarray(from, end));
  },
  swapDigit,
  swapDigit,
  function cutShort(bytes, random) {
    return bytes.subarray(0, placeIn(bytes, random));
  },
  function otherLineEnds(bytes, random) {
    const lineEnd = random.pick(LINE_ENDS);
    return Buffer.from(bytes.toString('latin1').replace(/\r\n|\r|\n/g, lineEnd), 'latin1');
  },
  function otherDelimiter(bytes, random) {
    const [from, to] = [random.pick(DELIMITERS), random.pick(DELIMITERS)];
    return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
  },
];

/** The bytes after a few changes; `donor` is another file, of which pieces may be taken. */
export function mutate(bytes: Buffer, random: Random, donor: Buffer): Buffer {
  let mutated = bytes;
  for (let left = 1 + random.below(random.pick([2, 4, 8])); left > 0; left--) {
    mutated = random.pick(MUTATIONS)(mutated, random, donor);
  }
  return mutated;
}

function insertToken(bytes: Buffer, random: Random): Buffer {
  const at = placeIn(bytes, random);
  return replaced(bytes, at, at, random.pick(TOKENS));
}

function duplicateLine(bytes: Buffer, random: Random): Buffer {
  const { from, end } = lineIn(bytes, random);
  const at = lineIn(bytes, random).from;
  return replaced(bytes, at, at, bytes.subarray(from, end));
}

/** Dates, numbers and keys differ by their digits: another one makes other times, alerts and cases. */
function swapDigit(bytes: Buffer, random: Random): Buffer {
  let at = placeIn(bytes, random);
  while (at < bytes.length && (bytes[at] < 0x30 || bytes[at] > 0x39)) at++;
  return at === bytes.length ? bytes : replaced(bytes, at, at + 1, Buffer.of(0x30 + random.below(10)));
}

function replaced(bytes: Buffer, from: number, to: number, by: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(Math.min(to, bytes.length))]);
}

/** Mostly behind the first line: most files whose header is damaged end there. */
function placeIn(bytes: Buffer, random: Random): number {
  const header = random.percent(94) ? bytes.indexOf(0x0a) + 1 : 0;
  return header + random.below(bytes.length - header + 1);
}

/** A line with its end. */
function lineIn(bytes: Buffer, random: Random): { from: number; end: number } {
  const at = placeIn(bytes, random);
  const from = at === 0 ? 0 : bytes.lastIndexOf(0x0a, at - 1) + 1;
  const next = bytes.indexOf(0x0a, at);
  return { from, end: next === -1 ? bytes.length : next + 1 };
}
