/** What is read as blank: exact, case-sensitive, untrimmed. */
const BLANK_WORDS: ReadonlySet<string> = new Set([
  '',
  'NA',
  'N/A',
  'n/a',
  'NULL',
  'null',
  'NaN',
  'nan',
  '-NaN',
  '-nan',
  'None',
  '<NA>',
  '#N/A',
  '#NA',
  '#N/A N/A',
  '1.#IND',
  '-1.#IND',
  '1.#QNAN',
  '-1.#QNAN',
]);

export function isBlank(value: string): boolean {
  return BLANK_WORDS.has(value);
}

/** Code-point order: that of the UTF-8 bytes. JavaScript's own order differs beyond U+FFFF. */
export function compareCodePoints(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one, 'utf8'), Buffer.from(other, 'utf8'));
}
