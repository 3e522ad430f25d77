/** UTF-8 validation: vectors over whole blocks, bytes over single rows. */

/** Whether [at, end) is well-formed UTF-8 (no overlong forms, surrogates or values past U+10FFFF). */
export function validUtf8(at: usize, end: usize): bool {
  while (true) {
    at = firstUnclean(at, end);
    if (at == end) return true;
    if (load<u8>(at) != 0) return false;
    at++;
  }
}

/** Address of the first NUL, or of the byte that cannot follow those before it; `end` where all is clean. */
export function firstUnclean(at: usize, end: usize): usize {
  while (at < end) {
    const lead = load<u8>(at);
    if (lead == 0) return at;
    if (lead < 0x80) {
      at++;
      continue;
    }
    let size: usize = 0;
    let low: u8 = 0x80;
    let high: u8 = 0xbf;
    if (lead >= 0xc2 && lead <= 0xdf) size = 2;
    else if (lead >= 0xe0 && lead <= 0xef) {
      size = 3;
      if (lead == 0xe0) low = 0xa0;
      if (lead == 0xed) high = 0x9f;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      size = 4;
      if (lead == 0xf0) low = 0x90;
      if (lead == 0xf4) high = 0x8f;
    } else return at;
    if (at + size > end) return at;
    const second = load<u8>(at, 1);
    if (second < low || second > high) return at;
    for (let k: usize = 2; k < size; k++) {
      if ((load<u8>(at + k) & 0xc0) != 0x80) return at;
    }
    at += size;
  }
  return end;
}

/** Bytes of the character that begins within the last three bytes of the text and ends behind them; 0 for none. */
export function cutCharacter(text: usize, length: u32): u32 {
  for (let size: u32 = 1; size <= 3 && size <= length; size++) {
    const byte = load<u8>(text + length - size);
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const needed: u32 = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return needed > size ? size : 0;
  }
  return 0;
}

// Every ill-formed sequence shows in two neighbouring bytes, but for the third and fourth byte of long ones.
// Each table gives, for one nibble, the faults that it allows; a fault is one that all three allow.
// (Keiser and Lemire, Validating UTF-8 in less than one instruction per byte.)
const TOO_SHORT: u8 = 1 << 0;
const TOO_LONG: u8 = 1 << 1;
const OVERLONG_3: u8 = 1 << 2;
const TOO_LARGE: u8 = 1 << 3;
const SURROGATE: u8 = 1 << 4;
const OVERLONG_2: u8 = 1 << 5;
const TOO_LARGE_1000: u8 = 1 << 6;
const OVERLONG_4: u8 = 1 << 6;
const TWO_CONTINUATIONS: u8 = 1 << 7;
const CARRY: u8 = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS;

const FIRST_HIGH = memory.data<u8>([
  TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
  TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS,
  TOO_SHORT | OVERLONG_2,
  TOO_SHORT,
  TOO_SHORT | OVERLONG_3 | SURROGATE,
  TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4,
], 16);
const FIRST_LOW = memory.data<u8>([
  CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4,
  CARRY | OVERLONG_2,
  CARRY, CARRY,
  CARRY | TOO_LARGE,
  CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
  CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
  CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
  CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE,
  CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
], 16);
const SECOND_HIGH = memory.data<u8>([
  TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
  TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4,
  TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE,
  TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE,
  TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE,
  TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
], 16);

/** Non-zero lanes where `input`, which follows `before`, is ill-formed. */
// @ts-ignore: decorator
@inline
export function utf8Faults(input: v128, before: v128): v128 {
  const previous1 = v128.shuffle<u8>(before, input, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
  const previous2 = v128.shuffle<u8>(before, input, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
  const previous3 = v128.shuffle<u8>(before, input, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
  const pairs = v128.and(
    v128.and(
      i8x16.swizzle(v128.load(FIRST_HIGH), i8x16.shr_u(previous1, 4)),
      i8x16.swizzle(v128.load(FIRST_LOW), v128.and(previous1, i8x16.splat(0x0f))),
    ),
    i8x16.swizzle(v128.load(SECOND_HIGH), i8x16.shr_u(input, 4)),
  );
  // The third and fourth bytes of a sequence must be continuations, and nothing else may be: there a pair of
  // continuations (the high bit of the tables) is right, everywhere else it is a fault.
  const third = i8x16.sub_sat_u(previous2, i8x16.splat(i8(0xe0 - 0x80)));
  const fourth = i8x16.sub_sat_u(previous3, i8x16.splat(i8(0xf0 - 0x80)));
  const expected = v128.and(v128.or(third, fourth), i8x16.splat(-128));
  return v128.xor(expected, pairs);
}
