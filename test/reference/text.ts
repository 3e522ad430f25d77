/** The code of a character that the encoding does not allow; shown as U+FFFD. */
export const INVALID = -1;

/** What lies beyond the last character. */
export const END = -2;

export const NUL = 0x00;
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;

/** Spaces and tabs: what the rules call blanks between and around things. */
export function isBlankCharacter(code: number): boolean {
  return code === SPACE || code === TAB;
}

export function isLineEnd(code: number): boolean {
  return code === LF || code === CR;
}

/** The text without the spaces and tabs around it. */
export function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}

/** A file as characters. Each knows where it lies in the file's own bytes and in the file's text as UTF-8. */
export class Text {
  private readonly codes: number[] = [];
  private readonly fileOffsets: number[];
  private readonly utf8Offsets: number[] = [0];

  /** @param firstOffset bytes of the file before the first character: those of a byte order mark */
  constructor(firstOffset: number) {
    this.fileOffsets = [firstOffset];
  }

  /**
   * @param code      a code point, or INVALID
   * @param fileBytes bytes that it takes in the file
   * @param utf8Bytes bytes that it counts for when lengths are limited
   */
  append(code: number, fileBytes: number, utf8Bytes: number): void {
    this.fileOffsets.push(this.fileOffsets[this.codes.length] + fileBytes);
    this.utf8Offsets.push(this.utf8Offsets[this.codes.length] + utf8Bytes);
    this.codes.push(code);
  }

  get length(): number {
    return this.codes.length;
  }

  /** The code point at an index, INVALID, or END. */
  at(index: number): number {
    return index < this.codes.length ? this.codes[index] : END;
  }

  /** Where a character begins, in bytes of the file. */
  fileOffset(index: number): number {
    return this.fileOffsets[index];
  }

  /** Where a character begins, in bytes of the text as UTF-8. */
  utf8Offset(index: number): number {
    return this.utf8Offsets[index];
  }

  slice(start: number, end: number): string {
    let text = '';
    for (let index = start; index < end; index += 1) text += showCharacter(this.codes[index]);
    return text;
  }

  /** Whether some character of a range is this one. */
  holds(code: number, start: number, end: number): boolean {
    for (let index = start; index < end; index += 1) if (this.codes[index] === code) return true;
    return false;
  }

  /** Where the physical line that a character lies in ends: the next line end, inside quotes or not, or the end. */
  endOfLine(start: number): number {
    let index = start;
    while (index < this.codes.length && !isLineEnd(this.codes[index])) index += 1;
    return index;
  }

  /** The first character after the line end at an index; CR LF is one line end. */
  afterLineEnd(index: number): number {
    if (this.at(index) === CR && this.at(index + 1) === LF) return index + 2;
    return Math.min(index + 1, this.codes.length);
  }
}

export function showCharacter(code: number): string {
  return code === INVALID ? '\uFFFD' : String.fromCodePoint(code);
}
