import type { ByteWriter } from '../byteWriter.js';
import type { RowGroup } from './rowGroups.js';
import { RunLengths, widthOf } from './runLengths.js';
import type { Column, EncodedColumn, Scratch } from './table.js';
import { NO_WORD, type Words, type WordsOf } from './words.js';

/** A column of texts that says the same in all rows of a case. @param wordsOf may give no word to a case if nullable */
export function caseText(name: string, wordsOf: WordsOf, nullable = false): Column {
  return {
    schema: [{ name, repetition: nullable ? 'OPTIONAL' : 'REQUIRED', meaning: 'TEXT', type: 'BYTE_ARRAY' }],
    encode(group, scratch) {
      const { codes, count, write } = wordsOf(group);
      const { data, dictionary } = scratch;
      if (nullable) writePresence(codes, group, scratch);
      if (!paysOff(count, group.rows)) {
        writeInFull(codes, group, (code) => write(data, code));
        return encoded(group.rows, null, data);
      }
      writeReferences(codes, count, group, data);
      return encoded(group.rows, dictionaryOf(count, write, dictionary), data);
    },
  };
}

/** A column of texts that has another one in every row. @param write writes the text of a row, by its place in the table */
export function rowText(name: string, write: (out: ByteWriter, row: number) => void): Column {
  return {
    schema: [{ name, repetition: 'REQUIRED', meaning: 'TEXT', type: 'BYTE_ARRAY' }],
    encode({ firstRow, rows }, { data }) {
      for (let row = firstRow; row < firstRow + rows; row++) write(data, row);
      return encoded(rows, null, data);
    },
  };
}

/** Lists of texts, some of them null, in a table with a row per case. */
export interface CaseLists {
  /** Entries of case c: from starts[c] to starts[c + 1]; no list is empty. */
  starts: Uint32Array;
  /** Words of the entries that begin with those of a group, as caseText takes them per case. */
  wordsOf: WordsOf;
}

export function caseTextLists(name: string, { starts, wordsOf }: CaseLists): Column {
  return {
    schema: [
      { name, repetition: 'REQUIRED', meaning: 'LIST', children: 1 },
      { name: 'list', repetition: 'REPEATED', children: 1 },
      { name: 'element', repetition: 'OPTIONAL', meaning: 'TEXT', type: 'BYTE_ARRAY' },
    ],
    encode(group, scratch) {
      const { codes, count, write } = wordsOf(group);
      const { data, dictionary } = scratch;
      writeLevels(scratch, LIST_START_WIDTH, (levels) => {
        for (let index = group.from; index < group.to; index++) {
          levels.add(NEXT_ROW);
          levels.add(SAME_ROW, starts[index + 1] - starts[index] - 1);
        }
      });
      writeLevels(scratch, ENTRY_WIDTH, (levels) => {
        for (const code of codes) levels.add(code === NO_WORD ? NULL_ENTRY : PRESENT_ENTRY);
      });
      if (!paysOff(count, codes.length)) {
        for (const code of codes) if (code !== NO_WORD) write(data, code);
        return encoded(codes.length, null, data);
      }
      const references = startReferences(count, data);
      for (const code of codes) if (code !== NO_WORD) references.add(code);
      references.end();
      return encoded(codes.length, dictionaryOf(count, write, dictionary), data);
    },
  };
}

/** Levels of repetition, and of definition in a list and in a column. */
const [NEXT_ROW, SAME_ROW, LIST_START_WIDTH] = [0, 1, 1];
const [NULL_ENTRY, PRESENT_ENTRY, ENTRY_WIDTH] = [1, 2, 2];
const [NULL, PRESENT, PRESENCE_WIDTH] = [0, 1, 1];

/** Whether words are used again often enough for a dictionary; not one without words, which readers may not expect. */
function paysOff(words: number, values: number): boolean {
  return words > 0 && words * 2 <= values;
}

function dictionaryOf(entries: number, write: Words['write'], out: ByteWriter): EncodedColumn['dictionary'] {
  for (let code = 0; code < entries; code++) write(out, code);
  return { entries, bytes: out.take() };
}

function encoded(values: number, dictionary: EncodedColumn['dictionary'], data: ByteWriter): EncodedColumn {
  return { values, dictionary, data: data.take(), bounds: null };
}

function writePresence(codes: Uint32Array, { counts }: RowGroup, scratch: Scratch): void {
  writeLevels(scratch, PRESENCE_WIDTH, (levels) => {
    for (let i = 0; i < codes.length; i++) levels.add(codes[i] === NO_WORD ? NULL : PRESENT, counts[i]);
  });
}

function writeLevels({ data, levels }: Scratch, width: number, write: (levels: RunLengths) => void): void {
  const runs = new RunLengths(levels, width);
  write(runs);
  runs.end();
  data.uint32(levels.length);
  data.copy(levels.take());
}

function writeInFull(codes: Uint32Array, { counts }: RowGroup, write: (code: number) => void): void {
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] === NO_WORD) continue;
    for (let left = counts[i]; left > 0; left--) write(codes[i]);
  }
}

function writeReferences(codes: Uint32Array, count: number, { counts }: RowGroup, data: ByteWriter): void {
  const references = startReferences(count, data);
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] !== NO_WORD) references.add(codes[i], counts[i]);
  }
  references.end();
}

function startReferences(count: number, data: ByteWriter): RunLengths {
  const width = widthOf(count);
  data.byte(width);
  return new RunLengths(data, width);
}
