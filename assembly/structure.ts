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
import { CR, LF, NUL, QUOTE, SPACE } from './bytes';
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
  const delimiters = i8x16.splat(delimiter);
  const quotes = i8x16.splat(QUOTE);
  const lineFeeds = i8x16.splat(LF);
  const carriageReturns = i8x16.splat(CR);
  let position = usize(range.positions);
  let brk = usize(range.breaks);
  range.suspectCount = 0;

  // Blanks behind the text: no structure, no NUL, and a character cut at the end of the file is invalid. One that is
  // only cut by the block is none of this block's business: it is hidden meanwhile.
  memory.fill(input + length, SPACE, usize(STEP));
  const cut: usize = range.final ? 0 : usize(cutCharacter(input, u32(length)));
  const hidden = load<u32>(input + length - cut);
  memory.fill(input + length - cut, SPACE, cut);

  /** 1 when the text before the step ends with the first byte of a character of two. */
  let half: u64 = 0;
  /** The step before holds bytes that only the general check understands; it may end within a character. */
  let wasLong = false;
  for (let at: usize = 0; at < length; at += usize(STEP)) {
    const v0 = v128.load(input + at);
    const v1 = v128.load(input + at, 16);
    const v2 = v128.load(input + at, 32);
    const v3 = v128.load(input + at, 48);

    let unclean = !i8x16.all_true(i8x16.min_u(i8x16.min_u(v0, v1), i8x16.min_u(v2, v3)));
    const high = mask64(v0, v1, v2, v3);
    if (high != 0 || half != 0 || wasLong) {
      // Bytes E0 and up open characters of three and four bytes, or are no UTF-8.
      const largest = i8x16.max_u(i8x16.max_u(v0, v1), i8x16.max_u(v2, v3));
      const isLong = v128.any_true(i8x16.sub_sat_u(largest, i8x16.splat(i8(0xdf))));
      const leads = high & mask64(i8x16.add(v0, v0), i8x16.add(v1, v1), i8x16.add(v2, v2), i8x16.add(v3, v3));
      if (isLong || wasLong) {
        const before = at == 0 ? i8x16.splat(SPACE) : v128.load(input + at - 16);
        const first = v128.or(utf8Faults(v0, before), utf8Faults(v1, v0));
        unclean = unclean || v128.any_true(v128.or(first, v128.or(utf8Faults(v2, v1), utf8Faults(v3, v2))));
      } else {
        // Characters of two bytes only: behind every lead one continuation, and no other. C0 and C1 are no leads.
        const overlong = i8x16.splat(i8(0xc0));
        const above = i8x16.min_u(
          i8x16.min_u(i8x16.sub(v0, overlong), i8x16.sub(v1, overlong)),
          i8x16.min_u(i8x16.sub(v2, overlong), i8x16.sub(v3, overlong)),
        );
        unclean =
          unclean ||
          (high ^ leads) != ((leads << 1) | half) ||
          v128.any_true(i8x16.sub_sat_u(i8x16.splat(2), above));
      }
      half = leads >> 63;
      wasLong = isLong;
    }
    if (unclean) addSuspect(range, u32(at));

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

    // Six stores without a branch serve nearly every step; what is written past the count is overwritten.
    const count = u32(popcnt<u64>(all));
    const base = u32(at);
    let out = position;
    for (let k = 0; k < 6; k++) {
      store<u32>(out, base + u32(ctz<u64>(all)));
      all &= all - 1;
      out += 4;
    }
    if (count > 6) {
      while (all != 0) {
        store<u32>(out, base + u32(ctz<u64>(all)));
        all &= all - 1;
        out += 4;
      }
    }
    position += usize(count) << 2;
  }
  const endsCut =
    half != 0 || (wasLong && v128.any_true(utf8Faults(i8x16.splat(SPACE), v128.load(input + length - 16))));
  if (endsCut && (length & usize(STEP - 1)) == 0) addSuspect(range, u32(length));
  if (cut != 0) store<u32>(input + length - cut, hidden);
  range.positionCount = u32((position - range.positions) >> 2);
  range.breakCount = u32((brk - range.breaks) >> 2);
}

// @ts-ignore: decorator
@inline
function mask64(m0: v128, m1: v128, m2: v128, m3: v128): u64 {
  return (
    u64(i8x16.bitmask(m0)) |
    (u64(i8x16.bitmask(m1)) << 16) |
    (u64(i8x16.bitmask(m2)) << 32) |
    (u64(i8x16.bitmask(m3)) << 48)
  );
}
