import { ByteWriter } from './byteWriter.js';
import { type Pieces, SLACK } from './copying.js';

/** @param write writes piece i */
export function encodePieces(count: number, write: (writer: ByteWriter, index: number) => void): Pieces {
  const writer = new ByteWriter();
  const starts = new Uint32Array(count + 1);
  for (let index = 0; index < count; index++) {
    write(writer, index);
    starts[index + 1] = writer.length;
  }
  const bytes = new Uint8Array(writer.length + SLACK);
  bytes.set(writer.take());
  return { starts, view: new DataView(bytes.buffer) };
}

/** Constant ASCII texts as pieces. */
export function asciiPieces(texts: readonly string[]): Pieces {
  return encodePieces(texts.length, (writer, index) => writer.ascii(texts[index]));
}

/** The words of a dictionary as they stand in a list of them. */
export interface ListedWords {
  /** At the beginning of the list. */
  first: Pieces;
  /** After another word: with the separator in front. */
  following: Pieces;
}

/** @param write writes the word of a code */
export function listedWords(
  count: number,
  separator: string,
  write: (writer: ByteWriter, code: number) => void,
): ListedWords {
  return {
    first: encodePieces(count, write),
    following: encodePieces(count, (writer, code) => {
      writer.ascii(separator);
      write(writer, code);
    }),
  };
}
