/**
 * Where a range that begins in the middle of a file finds its first row. Whether a line end is one of a row or
 * lies inside quotes cannot be known there; it is guessed by reading on, and proved or disproved when the range
 * before has been read up to the same place.
 */
import { isLineEnd } from './bytes';
import { control, Range } from './layout';
import { looksSound, startRowAt } from './rows';

const CANDIDATES: u32 = 64;
const PROOF_ROWS: u32 = 4;

/** Sets the range to the first line end behind which rows of the right width follow, else to the first one. */
export function guessFirstRow(range: Range): void {
  let fallback: u32 = u32(-1);
  let tried: u32 = 0;
  for (let brk: u32 = 0; brk < range.breakCount && tried < CANDIDATES; brk++) {
    const position = load<u32>(usize(range.breaks) + (usize(brk) << 2));
    const at = load<u32>(usize(range.positions) + (usize(position) << 2));
    if (!isLineEnd(load<u8>(usize(range.input) + at))) continue;
    tried++;
    if (!startRowAt(range, brk)) continue;
    if (fallback == u32(-1)) fallback = brk;
    if (looksSound(range, PROOF_ROWS, control().columns)) {
      startRowAt(range, brk);
      forgetFaults(range);
      return;
    }
  }
  if (fallback == u32(-1) || !startRowAt(range, fallback)) {
    // Not one line end: whatever begins here belongs to the range before.
    range.rowStart = range.length;
    range.nextPosition = range.positionCount;
    range.nextBreak = range.breakCount;
  }
  forgetFaults(range);
}

function forgetFaults(range: Range): void {
  range.faultEnd = 0;
  range.limitEnd = 0;
}
