/**
 * The structural index of a block: `positions` of every delimiter, quote, CR and LF in order, and `breaks`, the
 * indexes into positions of those that are no delimiter. It knows no state of quotes, so it needs no guess about
 * what came before the block, and a stray quote costs nothing but its own entry: the walk over the rows decides
 * what each entry means. Beside it, the `suspects`: offsets of the steps of 64 bytes in which text may be unclean
 * (invalid UTF-8, NUL). What is unclean shows in a step that the row reaches, its line end counted, so that only
 * rows near a suspect have to be looked at byte by byte.
 *
 * All arrays end with a sentinel: positions[count] = length, breaks[count] = positionCount, suspects[count] = -1.
 * The naive builder is the oracle of the vector one: same contract, same positions and breaks.
 */
import { Range } from './layout';
import { CR, LF, NUL, QUOTE, SPACE, TAB } from './bytes';
import { cutCharacter, firstUnclean, utf8Faults } from './utf8';

const STEP: u32 = 64;

export function indexStructure(range: Range, delimiter: u8): void {
  if (ASC_FEATURE_SIMD) indexVectors(range, delimiter);
  else indexBytes(range, delimiter);
  store<u32>(usize(range.positions) + (usize(range.positionCount) << 2), range.length);
  store<u32>(usize(range.breaks) + (usize(range.breakCount) << 2), range.positionCount);
  store<u32>(usize(range.suspects) + (usize(range.suspectCount) << 2), u32(-1));
}

export function indexBytes(range: Range, delimiter: u8): void {
  const input = usize(range.input);
  const length = range.length;
  let position = usize(range.positions);
  let brk = usize(range.breaks);
  let isPlain = true;
  for (let at: u32 = 0; at < length; at++) {
    const byte = load<u8>(input + at);
    if (byte == NUL || byte >= 0x80) isPlain = false;
    if (byte == delimiter) {
      store<u32>(position, at);
      position += 4;
    } else if (byte == LF || byte == CR || byte == QUOTE) {
      store<u32>(brk, u32((position - range.positions) >> 2));
      brk += 4;
      store<u32>(position, at);
      position += 4;
    }
  }
  range.positionCount = u32((position - range.positions) >> 2);
  range.breakCount = u32((brk - range.breaks) >> 2);
  range.suspectCount = 0;
  if (!isPlain) noteSuspects(range, length - (range.final ? 0 : cutCharacter(input, length)));
}

function noteSuspects(range: Range, length: u32): void {
  const input = usize(range.input);
  let at: u32 = 0;
  while (at < length) {
    const unclean = u32(firstUnclean(input + at, input + length) - input);
    if (unclean == length) return;
    const step = unclean & ~(STEP - 1);
    addSuspect(range, step);
    at = step + STEP;
  }
}

// @ts-ignore: decorator
@inline
function addSuspect(range: Range, step: u32): void {
  store<u32>(usize(range.suspects) + (usize(range.suspectCount++) << 2), step);
}

/** The first suspect that a row may reach which starts at `start`; `from` on are those not yet behind us. */
export function suspectFrom(range: Range, from: u32, start: u32): u32 {
  while (load<u32>(usize(range.suspects) + (usize(from) << 2)) < max(start, STEP) - STEP) from++;
  return from;
}


function indexVectors(range: Range, delimiter: u8): void {
  const input = usize(range.input);
  const length = usize(range.length);
  // Blanks behind the text: no structure, no NUL, and a character cut at the end of the file is invalid. One that is
  // only cut by the block is none of this block's business: it is hidden meanwhile.
  const blank: u8 = delimiter == SPACE ? TAB : SPACE;
  memory.fill(input + length, blank, usize(STEP) + 16);
  const cut: usize = range.final ? 0 : usize(cutCharacter(input, u32(length)));
  const hidden = load<u32>(input + length - cut);
  memory.fill(input + length - cut, blank, cut);
  indexSteps(range, delimiter);
  keepSuspects(range);
  if (cut != 0) store<u32>(input + length - cut, hidden);
}

/** Fills positions and breaks; and suspects with every step that holds more than ASCII, or a NUL. */
function indexSteps(range: Range, delimiter: u8): void {
  const input = usize(range.input);
  const length = usize(range.length);
  const delimiters = i8x16.splat(delimiter);
  const quotes = i8x16.splat(QUOTE);
  const lineFeeds = i8x16.splat(LF);
  const carriageReturns = i8x16.splat(CR);
  let position = usize(range.positions);
  let brk = usize(range.breaks);
  let suspect = usize(range.suspects);
  for (let at: usize = 0; at < length; at += usize(STEP)) {
    const v0 = v128.load(input + at);
    const v1 = v128.load(input + at, 16);
    const v2 = v128.load(input + at, 32);
    const v3 = v128.load(input + at, 48);

    // As signed numbers NUL is 0 and what is not ASCII is less.
    const least = i8x16.min_s(i8x16.min_s(v0, v1), i8x16.min_s(v2, v3));
    store<u32>(suspect, u32(at));
    suspect += usize(i8x16.bitmask(i8x16.sub_sat_s(least, i8x16.splat(1))) != 0) << 2;

    const b0 = v128.or(v128.or(i8x16.eq(v0, quotes), i8x16.eq(v0, lineFeeds)), i8x16.eq(v0, carriageReturns));
    const b1 = v128.or(v128.or(i8x16.eq(v1, quotes), i8x16.eq(v1, lineFeeds)), i8x16.eq(v1, carriageReturns));
    const b2 = v128.or(v128.or(i8x16.eq(v2, quotes), i8x16.eq(v2, lineFeeds)), i8x16.eq(v2, carriageReturns));
    const b3 = v128.or(v128.or(i8x16.eq(v3, quotes), i8x16.eq(v3, lineFeeds)), i8x16.eq(v3, carriageReturns));
    let all = mask64(
      v128.or(b0, i8x16.eq(v0, delimiters)),
      v128.or(b1, i8x16.eq(v1, delimiters)),
      v128.or(b2, i8x16.eq(v2, delimiters)),
      v128.or(b3, i8x16.eq(v3, delimiters)),
    );

    if (v128.any_true(v128.or(v128.or(b0, b1), v128.or(b2, b3)))) {
      const first = u32((position - range.positions) >> 2);
      let breaks = mask64(b0, b1, b2, b3);
      while (breaks != 0) {
        const below = (breaks & -breaks) - 1;
        store<u32>(brk, first + u32(popcnt<u64>(all & below)));
        brk += 4;
        breaks &= breaks - 1;
      }
    }

    // Eight stores without a branch serve nearly every step; what is written past the count is overwritten.
    const count = usize(popcnt<u64>(all));
    const base = u32(at);
    store<u32>(position, base + u32(ctz<u64>(all)));
    all &= all - 1;
    store<u32>(position, base + u32(ctz<u64>(all)), 4);
    all &= all - 1;
    store<u32>(position, base + u32(ctz<u64>(all)), 8);
    all &= all - 1;
    store<u32>(position, base + u32(ctz<u64>(all)), 12);
    all &= all - 1;
    store<u32>(position, base + u32(ctz<u64>(all)), 16);
    all &= all - 1;
    store<u32>(position, base + u32(ctz<u64>(all)), 20);
    all &= all - 1;
    store<u32>(position, base + u32(ctz<u64>(all)), 24);
    all &= all - 1;
    store<u32>(position, base + u32(ctz<u64>(all)), 28);
    if (count > 8) {
      let out = position + 32;
      all &= all - 1;
      while (all != 0) {
        store<u32>(out, base + u32(ctz<u64>(all)));
        all &= all - 1;
        out += 4;
      }
    }
    position += count << 2;
  }
  range.positionCount = u32((position - range.positions) >> 2);
  range.breakCount = u32((brk - range.breaks) >> 2);
  range.suspectCount = u32((suspect - range.suspects) >> 2);
}

/** Keeps of the suspects those steps whose text is unclean. */
function keepSuspects(range: Range): void {
  const suspects = usize(range.suspects);
  const input = usize(range.input);
  let kept = suspects;
  // Read, so that they stay in registers: constants would be made anew in every turn.
  const firstLead = v128.load(LEADS_OF_TWO_16);
  const firstLongLead = v128.load(LEADS_OF_MORE_16);
  for (let next = suspects, end = suspects + (usize(range.suspectCount) << 2); next < end; next += 4) {
    const at = load<u32>(next);
    store<u32>(kept, at);
    kept += usize(isUncleanStep(input + at, firstLead, firstLongLead)) << 2;
  }
  range.suspectCount = u32((kept - suspects) >> 2);
}

const LEADS_OF_TWO: u32 = 0xc0;
const LEADS_OF_TWO_16 = memory.data<u64>([0xc0c0c0c0c0c0c0c0, 0xc0c0c0c0c0c0c0c0], 16);
const LEADS_OF_MORE_16 = memory.data<u64>([0xe0e0e0e0e0e0e0e0, 0xe0e0e0e0e0e0e0e0], 16);

/**
 * Whether a step holds a NUL, or a character that is ill-formed, or one cut by what follows the step. A character
 * that began before the step is complete, or makes this step unclean too. Before the first step stand blanks.
 */
// @ts-ignore: decorator
@inline
function isUncleanStep(at: usize, firstLead: v128, firstLongLead: v128): bool {
  const v0 = v128.load(at);
  const v1 = v128.load(at, 16);
  const v2 = v128.load(at, 32);
  const v3 = v128.load(at, 48);
  // Bytes E0 and up open characters of three and four bytes, or are no UTF-8; as differences NUL is right behind them.
  const least = i8x16.min_u(
    i8x16.min_u(i8x16.sub(v0, firstLongLead), i8x16.sub(v1, firstLongLead)),
    i8x16.min_u(i8x16.sub(v2, firstLongLead), i8x16.sub(v3, firstLongLead)),
  );
  if (v128.any_true(i8x16.sub_sat_u(i8x16.splat(0x21), least)) || hasLongLead(load<u32>(at - 4))) {
    return isUncleanText(at);
  }

  // Characters of two bytes only: behind every lead one continuation, and no other. C0 and C1 are no leads.
  const u0 = i8x16.sub(v0, firstLead);
  const u1 = i8x16.sub(v1, firstLead);
  const u2 = i8x16.sub(v2, firstLead);
  const u3 = i8x16.sub(v3, firstLead);
  const unpaired = v128.or(
    v128.or(
      unpairedBytes(v0, v128.load(at - 1), firstLead),
      unpairedBytes(v1, v128.load(at + 15), firstLead),
    ),
    v128.or(
      unpairedBytes(v2, v128.load(at + 31), firstLead),
      unpairedBytes(v3, v128.load(at + 47), firstLead),
    ),
  );
  const overlong = i8x16.sub_sat_u(i8x16.splat(2), i8x16.min_u(i8x16.min_u(u0, u1), i8x16.min_u(u2, u3)));
  const isCut = load<u8>(at, 63) >= u8(LEADS_OF_TWO) && (load<u8>(at, 64) & 0xc0) != 0x80;
  return v128.any_true(v128.or(unpaired, overlong)) || isCut;
}

/** Lanes that are a continuation behind no lead, or none behind a lead; `before` holds the byte before each. */
// @ts-ignore: decorator
@inline
function unpairedBytes(bytes: v128, before: v128, firstLead: v128): v128 {
  // As signed numbers continuations are the bytes below the first lead.
  return v128.xor(i8x16.lt_s(bytes, firstLead), i8x16.ge_u(before, firstLead));
}

/** Whether one of the last three of four bytes opens a character of three or four bytes. */
// @ts-ignore: decorator
@inline
function hasLongLead(bytes: u32): bool {
  // The high three bits of a byte are all set from E0 on.
  return (bytes & (bytes << 1) & (bytes << 2) & 0x80808000) != 0;
}

/** The same for any text, by the general check. */
function isUncleanText(at: usize): bool {
  const v0 = v128.load(at);
  const v1 = v128.load(at, 16);
  const v2 = v128.load(at, 32);
  const v3 = v128.load(at, 48);
  const before = v128.load(at - 16);
  let faults = v128.or(
    v128.or(utf8Faults(v0, before), utf8Faults(v1, v0)),
    v128.or(utf8Faults(v2, v1), utf8Faults(v3, v2)),
  );
  // What follows is looked at only where a character is open: else it is the next step's.
  if (load<u8>(at, 63) >= u8(LEADS_OF_TWO) || hasLongLead(load<u32>(at, 60))) {
    faults = v128.or(faults, utf8Faults(v128.load(at, 64), v3));
  }
  const least = i8x16.min_u(i8x16.min_u(v0, v1), i8x16.min_u(v2, v3));
  return v128.any_true(faults) || !i8x16.all_true(least);
}

// @ts-ignore: decorator
@inline
function mask64(m0: v128, m1: v128, m2: v128, m3: v128): u64 {
  return (
    u64(u32(i8x16.bitmask(m0))) |
    (u64(u32(i8x16.bitmask(m1))) << 16) |
    (u64(u32(i8x16.bitmask(m2))) << 32) |
    (u64(u32(i8x16.bitmask(m3))) << 48)
  );
}
