/** PostgreSQL takes no U+0000 in texts: in what is stored and in what is looked for, U+FFFD stands in its place. */
export function storable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD');
}
