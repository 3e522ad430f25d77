/** The life of a range: made once per thread, begun at a cut of the file, fed block by block. */
import { alloc, allocZeroed } from './memory';
import { SPACE } from './bytes';
import { BATCH_BYTES, initCases, resolveBatch } from './cases';
import { newDictionary } from './dictionary';
import { control, PADDING, Range, REASONS, refusedCounter, SLICES } from './layout';
import { guessFirstRow } from './guess';
import { fileOffset, NEED_INPUT, RAW_LIMIT, walkRows } from './rows';
import { indexStructure } from './structure';
import { MAX_EXPANSION, transcode } from './transcode';
import { newRecentTraits, newTraits } from './traits';

const STAGING: u32 = 64 << 10;
const SPILL: u32 = 64 << 10;

/** A range with room for blocks of `blockBytes` bytes of the file. */
export function newRange(blockBytes: u32): u32 {
  const at = allocZeroed(offsetof<Range>());
  const range = changetype<Range>(usize(at));
  const config = control();
  const transcoded = config.encoding != 0;
  range.rawCapacity = transcoded ? blockBytes + 4 : 0;
  if (transcoded) range.raw = alloc(range.rawCapacity + PADDING);
  range.blockText = blockBytes * (transcoded ? MAX_EXPANSION : 1) + 16;
  // What is held at most: a row as long as it may be, and a CR behind it; or the beginning of a refused line.
  range.inputLimit = max(config.rowLimit, RAW_LIMIT) + 8 + range.blockText;
  provideInput(range, min(range.inputLimit, range.blockText * 2 + RAW_LIMIT));
  range.fieldStarts = alloc(config.columns << 2);
  range.fieldEnds = alloc(config.columns << 2);
  range.fieldPairs = alloc(config.columns << 2);
  range.slices = alloc(SLICES << 3);
  range.unescaped = alloc(SLICES * (config.fieldLimit + 16) + PADDING);
  range.spillCapacity = SPILL;
  range.spill = alloc(range.spillCapacity);
  range.batch = alloc(BATCH_BYTES);
  range.stagingCapacity = STAGING + 8 * (config.fieldLimit + 16);
  range.staging = alloc(range.stagingCapacity + PADDING);
  return at;
}

/** Input of the given capacity, what was in it kept, and an index that is large enough for it. */
function provideInput(range: Range, capacity: u32): void {
  // Blanks before the text: what is in hand there must not look like the front of a character.
  const input = alloc(capacity + 2 * PADDING) + PADDING;
  memory.fill(usize(input) - PADDING, SPACE, PADDING);
  memory.copy(usize(input), usize(range.input), range.length);
  range.input = input;
  range.inputCapacity = capacity;
  // One entry per byte at worst, the sentinel, and what the branchless stores write past the end. Before the first
  // stands the place before the text, so that each field begins behind an entry.
  range.positions = alloc((capacity + PADDING) << 2) + PADDING;
  store<u32>(usize(range.positions) - 4, u32(-1));
  range.breaks = alloc((capacity + PADDING) << 2);
  range.suspects = alloc(((capacity + PADDING) >> 6) << 2);
}

/**
 * Begins the range over: rows that start at or after file offset `first` and before `end`. `line` counts from 0.
 * `limitCarry`: text behind `first` over which an earlier row of the file reached its row limit (see rows.ts).
 */
export function beginRange(range: Range, first: u64, end: u64, limitCarry: u32): void {
  range.length = 0;
  range.rawCarry = 0;
  range.final = 0;
  range.rowStart = 0;
  range.skipping = 0;
  range.faultEnd = 0;
  range.limitEnd = limitCarry;
  range.markInput = 0;
  range.markFile = first;
  range.firstRow = first;
  range.rangeEnd = end;
  range.done = 0;
  range.line = 0;
  range.rows = 0;
  memory.fill(refusedCounter(range, 0), 0, usize(REASONS) << 3);
  range.undecodableRows = 0;
  range.spillUsed = 0;
  range.firstExtent = 0;
  range.lastExtent = 0;
  range.extentBytes = 0;
  range.dayKeyLow = 0;
  range.dayKeyHigh = 0;
  const seed = control().seed;
  range.severities = newDictionary(seed);
  range.priorities = newDictionary(seed);
  range.statuses = newDictionary(seed);
  range.traits = newTraits();
  range.recentTraits = newRecentTraits();
  initCases(range);
}

/** Moves the unfinished row to the front of the input; the next block goes behind it. */
export function makeRoom(range: Range): void {
  const from = range.rowStart;
  fileOffset(range, from);
  range.length -= from;
  memory.copy(usize(range.input), usize(range.input) + from, range.length);
  range.markInput = 0;
  range.rowStart = 0;
  range.faultEnd = range.faultEnd > from ? range.faultEnd - from : 0;
  range.limitEnd = range.limitEnd > from ? range.limitEnd - from : 0;
  // Only a row that is longer than a block or two asks for more; most files never do.
  let capacity = range.inputCapacity;
  while (capacity - range.length < range.blockText) capacity = min(range.inputLimit, capacity << 1);
  if (capacity != range.inputCapacity) provideInput(range, capacity);
}

/** How many bytes of the file the next block may have. */
export function roomFor(range: Range): u32 {
  const room = range.inputCapacity - range.length;
  if (control().encoding == 0) return room;
  return min(range.rawCapacity - range.rawCarry, room / MAX_EXPANSION);
}

/** Takes in a block whose bytes the caller has put behind what was there, and walks its rows. */
export function feed(range: Range, bytes: u32, final: bool, guess: bool): u32 {
  range.final = u32(final);
  if (control().encoding == 0) range.length += bytes;
  else transcode(range, range.rawCarry + bytes);
  indexStructure(range, u8(control().delimiter));
  range.nextPosition = 0;
  range.nextBreak = 0;
  range.nextSuspect = 0;
  if (guess) {
    guessFirstRow(range);
    range.firstRow = fileOffset(range, range.rowStart);
  }
  return walk(range);
}

/** Goes on after the refused rows were fetched. */
export function walk(range: Range): u32 {
  const wish = walkRows(range);
  if (wish != NEED_INPUT || range.final) {
    resolveBatch(range);
    range.endRow = fileOffset(range, range.rowStart);
  }
  return wish;
}
