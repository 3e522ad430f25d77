/** How a Date is written: as an object with this one field, which nothing else in a value has. */
const DATE = '$date';

/** Plain data as text; Dates stay Dates on the way back. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key: string, written: unknown) {
    // What comes as an argument is the text that the Date has made of itself.
    return this[key] instanceof Date ? { [DATE]: written } : written;
  });
}

/** @throws SyntaxError when it is no text of textOf */
export function parsedText(text: string): unknown {
  return JSON.parse(text, (_key, read: unknown) => (isDate(read) ? new Date(read[DATE]) : read));
}

function isDate(read: unknown): read is { [DATE]: string } {
  return typeof read === 'object' && read !== null && DATE in read && typeof read[DATE] === 'string';
}
