import { type Codes, type Facts, type FactsMeta, type TextColumn } from './facts.js';
import {
  type FactsCounts,
  type FlatCounts,
  flatten,
  HEADER_BYTES,
  type Layout,
  layoutOf,
  readHeader,
  SECTIONS,
  type Section,
  type SectionName,
  unreadable,
  writeHeader,
} from './factsLayout.js';
import { type FactsHome, factsBytes } from './factsMemory.js';

/**
 * Makes room for facts: a shared buffer with header and meta written, and its columns, all zero, for the caller to
 * fill. Once they are filled the bytes of the buffer are the file facts.bin.
 */
export function allocateFacts(
  meta: FactsMeta,
  counts: FactsCounts,
): { buffer: SharedArrayBuffer; facts: Facts } {
  const buffer = new SharedArrayBuffer(sizeOfFacts(meta, counts));
  return { buffer, facts: beginFacts(buffer, meta, counts) };
}

/** The size of facts, in bytes. */
export function sizeOfFacts(meta: FactsMeta, counts: FactsCounts): number {
  return layoutOf(flatten(counts, encodeMeta(meta).json.length)).totalBytes;
}

/** Writes header and meta into room of that size. The columns hold whatever was there before the caller fills them. */
export function beginFacts(home: FactsHome, meta: FactsMeta, counts: FactsCounts): Facts {
  const { ownMeta, json } = encodeMeta(meta);
  const flat = flatten(counts, json.length);
  const layout = layoutOf(flat);
  const bytes = factsBytes(home);
  clearGaps(bytes, flat, layout);
  writeHeader(bytes, flat);
  bytes.set(json, HEADER_BYTES);
  return columnsOf(bytes, flat, layout, ownMeta);
}

function encodeMeta(meta: FactsMeta): { ownMeta: FactsMeta; json: Uint8Array } {
  const ownMeta = { input: meta.input, invalidRows: meta.invalidRows, warnings: meta.warnings };
  return { ownMeta, json: new TextEncoder().encode(JSON.stringify(ownMeta)) };
}

/** Bytes that the columns of facts take. */
export function sizeOfColumns(counts: FactsCounts): number {
  return layoutOf(flatten(counts, 0)).totalBytes;
}

/**
 * The facts in memory that has the layout of facts.bin: views on it, no copies.
 * @throws CodedError FACTS_UNREADABLE when it holds something else, another version, or is cut short
 */
export function openFacts(home: FactsHome): Facts {
  const facts = viewFacts(home);
  if (!startsMatchCounts(facts)) throw unreadable('the columns do not fit together');
  return facts;
}

/** The same for facts whose columns are still being filled: only the header is looked at. */
export function viewFacts(home: FactsHome): Facts {
  const bytes = factsBytes(home);
  const counts = readHeader(bytes);
  const layout = layoutOf(counts);
  if (layout.totalBytes !== bytes.byteLength) {
    throw unreadable(`${bytes.byteLength} bytes where ${layout.totalBytes} are expected`);
  }
  return columnsOf(bytes, counts, layout, readMeta(bytes, counts.metaBytes));
}

/** Sections begin at multiples of 8; what is between them belongs to the file, and is zero. */
function clearGaps(bytes: Uint8Array, counts: FlatCounts, { columns }: Layout): void {
  let end = HEADER_BYTES + counts.metaBytes;
  for (const name of Object.keys(SECTIONS) as SectionName[]) {
    const section: Section = SECTIONS[name];
    const { offset, length } = columns[name];
    bytes.fill(0, end, offset);
    end = offset + length * section.width(counts);
  }
  bytes.fill(0, end);
}

// Not by bit operations: they would end at 2 GiB.
function columnsOf(bytes: Uint8Array, counts: FlatCounts, { columns }: Layout, meta: FactsMeta): Facts {
  const { buffer, byteOffset } = bytes;
  const start = (name: SectionName) => byteOffset + columns[name].offset;
  const u8 = (name: SectionName) => new Uint8Array(buffer, start(name), columns[name].length);
  const u32 = (name: SectionName) => new Uint32Array(buffer, start(name), columns[name].length);
  const f64 = (name: SectionName) => new Float64Array(buffer, start(name), columns[name].length);
  const texts = (starts: SectionName, bytes: SectionName): TextColumn => ({
    starts: u32(starts),
    bytes: u8(bytes),
  });
  const codes = (name: SectionName): Codes => {
    if (counts.chronologyWidth === 1) return u8(name);
    if (counts.chronologyWidth === 4) return u32(name);
    return new Uint16Array(buffer, start(name), columns[name].length);
  };
  return {
    ...meta,
    caseCount: counts.caseCount,
    keys: texts('keyStarts', 'keyBytes'),
    keyDigests: u8('keyDigests'),
    firstSeconds: f64('firstSeconds'),
    firstNanos: u32('firstNanos'),
    lastSeconds: f64('lastSeconds'),
    lastNanos: u32('lastNanos'),
    numberStarts: u32('numberStarts'),
    numbers: texts('numberTextStarts', 'numberBytes'),
    chronologyStarts: u32('chronologyStarts'),
    chronology: codes('chronology'),
    lastStatus: codes('lastStatus'),
    gradeStarts: u32('gradeStarts'),
    grades: u32('grades'),
    gradeSeverity: u32('gradeSeverity'),
    gradePriority: u32('gradePriority'),
    statuses: { texts: texts('statusStarts', 'statusBytes'), rows: f64('statusRows') },
    severities: { texts: texts('severityStarts', 'severityBytes'), rows: f64('severityRows') },
    priorities: { texts: texts('priorityStarts', 'priorityBytes'), rows: f64('priorityRows') },
  };
}

function readMeta(bytes: Uint8Array, length: number): FactsMeta {
  try {
    // TextDecoder takes no shared memory; slice copies out of it.
    return JSON.parse(new TextDecoder().decode(bytes.slice(HEADER_BYTES, HEADER_BYTES + length)));
  } catch (error) {
    throw unreadable('its description is damaged', error);
  }
}

/** The last start of each column of lists says how long what it points into must be. */
function startsMatchCounts(facts: Facts): boolean {
  const texts = [
    facts.keys,
    facts.numbers,
    facts.statuses.texts,
    facts.severities.texts,
    facts.priorities.texts,
  ];
  return (
    texts.every(({ starts, bytes }) => starts[starts.length - 1] === bytes.length) &&
    facts.numberStarts[facts.caseCount] === facts.numbers.starts.length - 1 &&
    facts.chronologyStarts[facts.caseCount] === facts.chronology.length &&
    facts.gradeStarts[facts.caseCount] === facts.grades.length
  );
}
