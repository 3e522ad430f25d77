import { CodedError } from '../errors.js';
import { KEY_DIGEST_BYTES, KEY_FIELDS } from './facts.js';

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
export type FlatCounts = Record<(typeof COUNTS)[number], number>;

export const HEADER_BYTES = COUNTS_OFFSET + COUNTS.length * 8;

/** Bytes per code for a dictionary of so many values (blank included): 1 up to 256, 2 up to 65,536, else 4. */
export function codeWidth(values: number): 1 | 2 | 4 {
  if (values <= 0x100) return 1;
  return values <= 0x1_0000 ? 2 : 4;
}

/** Every column: bytes per element and number of elements. */
export const SECTIONS = {
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

export interface Section {
  width: (counts: FlatCounts) => number;
  length: (counts: FlatCounts) => number;
}
export type SectionName = keyof typeof SECTIONS;

/** Where each column lies in a buffer, and how long that buffer is. */
export interface Layout {
  columns: Record<SectionName, { offset: number; length: number }>;
  totalBytes: number;
}

export function flatten(counts: FactsCounts, metaBytes: number): FlatCounts {
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

export function layoutOf(counts: FlatCounts): Layout {
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

export function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

export function writeHeader({ buffer, byteOffset }: Uint8Array, counts: FlatCounts): void {
  const view = new DataView(buffer, byteOffset);
  for (let i = 0; i < MAGIC.length; i++) view.setUint8(i, MAGIC.charCodeAt(i));
  view.setUint32(MAGIC.length, VERSION, true);
  view.setUint32(MAGIC.length + 4, COUNTS.length, true);
  COUNTS.forEach((name, i) => {
    view.setBigUint64(COUNTS_OFFSET + i * 8, BigInt(counts[name]), true);
  });
}

export function readHeader({ buffer, byteOffset, byteLength }: Uint8Array): FlatCounts {
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

export function unreadable(detail: string, cause?: unknown): CodedError {
  return new CodedError('FACTS_UNREADABLE', `The stored facts cannot be read: ${detail}.`, cause);
}
