/** A piece of a page that is markup already. All else that goes into a page is escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | null | readonly Content[];

/** Markup with values in it. Strings and numbers are escaped, arrays stand end to end, null is nothing. */
export function html(parts: TemplateStringsArray, ...values: Content[]): Markup {
  return new Markup(parts.reduce((text, part, i) => text + textOf(values[i - 1]) + part));
}

function textOf(content: Content): string {
  if (content === null) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'number') return String(content);
  if (typeof content === 'string') return escaped(content);
  return content.map(textOf).join('');
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** What would act on the text around it or is not to be seen; joiners aside, by which emoji and scripts are made. */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const RUNS = new RegExp(`(${UNSEEN.source})`, 'u');
const EVERY_UNSEEN = new RegExp(UNSEEN.source, 'gu');

const LONGEST_SHOWN = 200;

/**
 * A text that somebody else wrote, isolated from the direction of the text around it. Control characters and others
 * that are not to be seen are shown by name; a long text is cut.
 * @param longest characters that are shown
 */
export function foreign(text: string, longest = LONGEST_SHOWN): Markup {
  // Twice as many units hold as many characters at least: no need to walk through a field of a megabyte.
  const characters = Array.from(text.slice(0, longest * 2 + 2));
  const shown = characters.length > longest ? characters.slice(0, longest).join('') : characters.join('');
  const isCut = shown.length < text.length;
  const pieces = shown.split(RUNS).map((piece) => (UNSEEN.test(piece) ? named(piece) : piece));
  return html`<bdi>${pieces}${isCut ? '…' : null}</bdi>`;
}

/** The same for places that take no markup: what is not to be seen is a dot. */
export function plainly(text: string, longest = LONGEST_SHOWN): string {
  return Array.from(text.slice(0, longest * 2))
    .slice(0, longest)
    .join('')
    .replaceAll(EVERY_UNSEEN, '·');
}

function named(character: string): Markup {
  const code = character.codePointAt(0) ?? 0;
  const name = code < 0x20 ? String.fromCodePoint(0x2400 + code) : `U+${hexadecimal(code)}`;
  return html`<span class="unseen">${name}</span>`;
}

function hexadecimal(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}
