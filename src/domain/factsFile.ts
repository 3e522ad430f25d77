import { CodedError } from '../errors.js';
import {
  type Codes,
  type Facts,
  type FactsMeta,
  KEY_DIGEST_BYTES,
  KEY_FIELDS,
  type TextColumn,
} from './facts.js';
import { type FactsHome, factsBytes } from './factsMemory.js';

/**
 * The layout of facts.bin, version 1. All numbers are little-endian, every section begins at a multiple of 8:
 *
 *   header   magic (8 bytes), version (u32), number of counts (u32), the counts (u64 each, in the order of COUNTS)
 *   meta     FactsMeta as JSON in UTF-8
 *   columns  in the order of SECTIONS; their lengths follow from the counts
 *
 * Sections have no table of their own: offsets follow from the counts, so a file cannot contradict itself, and a
 * buffer of another length than the counts demand is refused. Opening makes views and copies nothing; the typed
 * arrays are views in the byte order of the machine, which is little-endian wherever Node and WebAssembly run fast.
 */
const MAGIC = 'SRFACTS\n';
const VERSION = 1;
const COUNTS_OFFSET = MAGIC.length + 8;

export interface DictionaryCounts {
  /** Distinct values with the blank, which is always there as code 0. */
  count: number;
  /** UTF-8 bytes of all of them. */
  bytes: number;
}

/** What must be known of facts before room for them can be made. */
export interface FactsCounts {
  caseCount: number;
  /** UTF-8 bytes of all key texts. */
  keyBytes: number;
  /** Distinct alert numbers, summed over the cases. */
  numbers: number;
  /** UTF-8 bytes of those. */
  numberBytes: number;
  /** Chronology entries, summed over the cases: the valid rows. */
  chronology: number;
  /** Bytes per status code, see codeWidth. */
  chronologyWidth: 1 | 2 | 4;
  /** Distinct grades per case, summed over the cases. */
  grades: number;
  /** Distinct (severity, priority) pairs of the file. */
  gradePairs: number;
  statuses: DictionaryCounts;
  severities: DictionaryCounts;
  priorities: DictionaryCounts;
}

const COUNTS = [
  'metaBytes',
  'caseCount',
  'keyBytes',
  'numbers',
  'numberBytes',
  'chronology',
  'chronologyWidth',
  'grades',
  'gradePairs',
  'statuses',
  'statusBytes',
  'severities',
  'severityBytes',
  'priorities',
  'priorityBytes',
] as const;
type FlatCounts = Record<(typeof COUNTS)[number], number>;

const HEADER_BYTES = COUNTS_OFFSET + COUNTS.length * 8;

/** Bytes per code for a dictionary of so many values (blank included): 1 up to 256, 2 up to 65,536, else 4. */
export function codeWidth(values: number): 1 | 2 | 4 {
  if (values <= 0x100) return 1;
  return values <= 0x1_0000 ? 2 : 4;
}

/** Every column: bytes per element and number of elements. */
const SECTIONS = {
  keyStarts: { width: () => 4, length: (n) => n.caseCount * KEY_FIELDS + 1 },
  keyBytes: { width: () => 1, length: (n) => n.keyBytes },
  keyDigests: { width: () => 1, length: (n) => n.caseCount * KEY_DIGEST_BYTES },
  firstSeconds: { width: () => 8, length: (n) => n.caseCount },
  firstNanos: { width: () => 4, length: (n) => n.caseCount },
  lastSeconds: { width: () => 8, length: (n) => n.caseCount },
  lastNanos: { width: () => 4, length: (n) => n.caseCount },
  numberStarts: { width: () => 4, length: (n) => n.caseCount + 1 },
  numberTextStarts: { width: () => 4, length: (n) => n.numbers + 1 },
  numberBytes: { width: () => 1, length: (n) => n.numberBytes },
  chronologyStarts: { width: () => 4, length: (n) => n.caseCount + 1 },
  chronology: { width: (n) => n.chronologyWidth, length: (n) => n.chronology },
  lastStatus: { width: (n) => n.chronologyWidth, length: (n) => n.caseCount },
  gradeStarts: { width: () => 4, length: (n) => n.caseCount + 1 },
  grades: { width: () => 4, length: (n) => n.grades },
  gradeSeverity: { width: () => 4, length: (n) => n.gradePairs },
  gradePriority: { width: () => 4, length: (n) => n.gradePairs },
  statusStarts: { width: () => 4, length: (n) => n.statuses + 1 },
  statusBytes: { width: () => 1, length: (n) => n.statusBytes },
  statusRows: { width: () => 8, length: (n) => n.statuses },
  severityStarts: { width: () => 4, length: (n) => n.severities + 1 },
  severityBytes: { width: () => 1, length: (n) => n.severityBytes },
  severityRows: { width: () => 8, length: (n) => n.severities },
  priorityStarts: { width: () => 4, length: (n) => n.priorities + 1 },
  priorityBytes: { width: () => 1, length: (n) => n.priorityBytes },
  priorityRows: { width: () => 8, length: (n) => n.priorities },
} as const satisfies Record<string, Section>;

interface Section {
  width: (counts: FlatCounts) => number;
  length: (counts: FlatCounts) => number;
}
type SectionName = keyof typeof SECTIONS;

/** Where each column lies in a buffer, and how long that buffer is. */
interface Layout {
  columns: Record<SectionName, { offset: number; length: number }>;
  totalBytes: number;
}

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

function flatten(counts: FactsCounts, metaBytes: number): FlatCounts {
  return {
    ...counts,
    metaBytes,
    statuses: counts.statuses.count,
    statusBytes: counts.statuses.bytes,
    severities: counts.severities.count,
    severityBytes: counts.severities.bytes,
    priorities: counts.priorities.count,
    priorityBytes: counts.priorities.bytes,
  };
}

function layoutOf(counts: FlatCounts): Layout {
  const columns = {} as Layout['columns'];
  let offset = aligned(HEADER_BYTES + counts.metaBytes);
  for (const name of Object.keys(SECTIONS) as SectionName[]) {
    const section: Section = SECTIONS[name];
    const length = section.length(counts);
    columns[name] = { offset, length };
    offset = aligned(offset + length * section.width(counts));
  }
  return { columns, totalBytes: offset };
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
function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

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

function writeHeader({ buffer, byteOffset }: Uint8Array, counts: FlatCounts): void {
  const view = new DataView(buffer, byteOffset);
  for (let i = 0; i < MAGIC.length; i++) view.setUint8(i, MAGIC.charCodeAt(i));
  view.setUint32(MAGIC.length, VERSION, true);
  view.setUint32(MAGIC.length + 4, COUNTS.length, true);
  COUNTS.forEach((name, i) => {
    view.setBigUint64(COUNTS_OFFSET + i * 8, BigInt(counts[name]), true);
  });
}

function readHeader({ buffer, byteOffset, byteLength }: Uint8Array): FlatCounts {
  if (byteLength < HEADER_BYTES) throw unreadable('it is too short');
  const view = new DataView(buffer, byteOffset, byteLength);
  for (let i = 0; i < MAGIC.length; i++) {
    if (view.getUint8(i) !== MAGIC.charCodeAt(i)) throw unreadable('it is not a file of facts');
  }
  const version = view.getUint32(MAGIC.length, true);
  if (version !== VERSION) throw unreadable(`version ${version} is not known`);
  if (view.getUint32(MAGIC.length + 4, true) !== COUNTS.length) throw unreadable('its header is damaged');
  const counts = {} as FlatCounts;
  COUNTS.forEach((name, i) => {
    counts[name] = Number(view.getBigUint64(COUNTS_OFFSET + i * 8, true));
  });
  return counts;
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

function unreadable(detail: string, cause?: unknown): CodedError {
  return new CodedError('FACTS_UNREADABLE', `The stored facts cannot be read: ${detail}.`, cause);
}
