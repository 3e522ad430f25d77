/**
 * The structural index of a block: `positions` of every delimiter, quote, CR and LF in order, and `breaks`, the
 * indexes into positions of those that are no delimiter. It knows no state of quotes, so it needs no guess about
 * what came before the block, and a stray quote costs nothing but its own entry: the walk over the rows decides
 * what each entry means. Beside it, whether the block must be looked at row by row (invalid UTF-8, NUL).
 *
 * Both arrays end with a sentinel: positions[count] = length, breaks[count] = positionCount.
 * The naive builder is the oracle of the vector one: same contract, same arrays.
 */
import { Range } from './layout';
import { CR, LF, NUL, QUOTE, SPACE } from './bytes';
import { cutCharacter, utf8Faults, validUtf8 } from './utf8';

export function indexStructure(range: Range, delimiter: u8): void {
  if (ASC_FEATURE_SIMD) indexVectors(range, delimiter);
  else indexBytes(range, delimiter);
  store<u32>(usize(range.positions) + (usize(range.positionCount) << 2), range.length);
  store<u32>(usize(range.breaks) + (usize(range.breakCount) << 2), range.positionCount);
}

export function indexBytes(range: Range, delimiter: u8): void {
  const input = usize(range.input);
  const length = range.length;
  let position = usize(range.positions);
  let brk = usize(range.breaks);
  let nul = false;
  let high = false;
  for (let at: u32 = 0; at < length; at++) {
    const byte = load<u8>(input + at);
    if (byte == NUL) nul = true;
    if (byte >= 0x80) high = true;
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
  const whole = length - (range.final ? 0 : cutCharacter(input, length));
  range.suspect = u32(nul || (high && !validUtf8(input, input + whole)));
}

function indexVectors(range: Range, delimiter: u8): void {
  const input = usize(range.input);
  const length = usize(range.length);
  const delimiters = i8x16.splat(delimiter);
  const quotes = i8x16.splat(QUOTE);
  const lineFeeds = i8x16.splat(LF);
  const carriageReturns = i8x16.splat(CR);
  let before = i8x16.splat(SPACE);
  let faults = i8x16.splat(0);
  let wasHigh = false;
  let smallest = i8x16.splat(-1);
  let position = usize(range.positions);
  let brk = usize(range.breaks);

  // Blanks behind the text: no structure, no NUL, and a character cut at the end of the file is invalid. One that is
  // only cut by the block would make every row of the block be looked at: it is hidden meanwhile.
  memory.fill(input + length, SPACE, 64);
  const cut: usize = range.final ? 0 : usize(cutCharacter(input, u32(length)));
  const hidden = load<u32>(input + length - cut);
  memory.fill(input + length - cut, SPACE, cut);
  for (let at: usize = 0; at < length; at += 64) {
    const v0 = v128.load(input + at);
    const v1 = v128.load(input + at, 16);
    const v2 = v128.load(input + at, 32);
    const v3 = v128.load(input + at, 48);

    smallest = i8x16.min_u(smallest, i8x16.min_u(i8x16.min_u(v0, v1), i8x16.min_u(v2, v3)));
    // ASCII behind ASCII is valid; ASCII behind anything else still has to show that no character was cut.
    const high = i8x16.bitmask(v128.or(v128.or(v0, v1), v128.or(v2, v3))) != 0;
    if (high || wasHigh) {
      faults = v128.or(faults, v128.or(utf8Faults(v0, before), utf8Faults(v1, v0)));
      faults = v128.or(faults, v128.or(utf8Faults(v2, v1), utf8Faults(v3, v2)));
    }
    before = v3;
    wasHigh = high;

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
    const count = u32(popcnt<u64>(all));
    const base = u32(at);
    let out = position;
    for (let k = 0; k < 8; k++) {
      store<u32>(out, base + u32(ctz<u64>(all)));
      all &= all - 1;
      out += 4;
    }
    if (count > 8) {
      while (all != 0) {
        store<u32>(out, base + u32(ctz<u64>(all)));
        all &= all - 1;
        out += 4;
      }
    }
    position += usize(count) << 2;
  }
  faults = v128.or(faults, utf8Faults(i8x16.splat(SPACE), before));
  if (cut != 0) store<u32>(input + length - cut, hidden);
  range.positionCount = u32((position - range.positions) >> 2);
  range.breakCount = u32((brk - range.breaks) >> 2);
  range.suspect = u32(v128.any_true(faults) || !i8x16.all_true(smallest));
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
