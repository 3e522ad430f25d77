/**
 * One row of text into fields, by the same rules as the core (docs/format.md), for what is read once or shown to
 * people: the header, the refused rows. Works on any string in which delimiter, quotes and line ends are themselves.
 */
export interface SplitRow {
  fields: string[];
  /** Index behind the row's line end. */
  next: number;
  /** Physical lines that the row spans. */
  lines: number;
}

/** The row that begins at `start`; null where its quotes do not work out. */
export function splitRow(text: string, start: number, delimiter: string): SplitRow | null {
  const fields: string[] = [];
  let at = start;
  let lines = 1;
  for (;;) {
    let stop: number;
    if (text[at] === '"') {
      const closing = closingQuote(text, at + 1);
      if (closing < 0) return null;
      const value = text.slice(at + 1, closing);
      lines += countLineEnds(value);
      fields.push(value.replaceAll('""', '"'));
      stop = closing + 1;
      while (text[stop] !== delimiter && isBlank(text[stop])) stop++;
      if (stop < text.length && text[stop] !== delimiter && !isLineEnd(text[stop])) return null;
    } else {
      stop = unquotedEnd(text, at, delimiter);
      fields.push(text.slice(at, stop));
    }
    if (text[stop] !== delimiter || stop >= text.length)
      return { fields, next: lineEndAt(text, stop), lines };
    at = stop + 1;
  }
}

/** By delimiter. A regular expression is at full speed at once, a loop only after thousands of rows. */
const unquoted = new Map<string, RegExp>();

function unquotedEnd(text: string, from: number, delimiter: string): number {
  let field = unquoted.get(delimiter);
  if (field === undefined) {
    const code = delimiter.charCodeAt(0).toString(16).padStart(4, '0');
    field = new RegExp(`[^\\u${code}\\r\\n]*`, 'y');
    unquoted.set(delimiter, field);
  }
  field.lastIndex = from;
  field.test(text);
  return field.lastIndex;
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

export function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

export function isLineEnd(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}

/** The index behind the line end at `at`, if there is one. */
export function lineEndAt(text: string, at: number): number {
  if (text[at] === '\r' && text[at + 1] === '\n') return at + 2;
  return at < text.length ? at + 1 : at;
}

function countLineEnds(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
