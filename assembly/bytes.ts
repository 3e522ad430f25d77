/** Bytes and runs of bytes, by their names. */
export const NUL: u8 = 0x00;
export const TAB: u8 = 0x09;
export const LF: u8 = 0x0a;
export const CR: u8 = 0x0d;
export const SPACE: u8 = 0x20;
export const QUOTE: u8 = 0x22;

// @ts-ignore: decorator
@inline
export function isBlank(byte: u8): bool {
  return byte == SPACE || byte == TAB;
}

// @ts-ignore: decorator
@inline
export function isLineEnd(byte: u8): bool {
  return byte == LF || byte == CR;
}

/** The first `length` (1 to 8) bytes at `at` as one number, the rest zero. May read up to 8 bytes. */
// @ts-ignore: decorator
@inline
export function word(at: usize, length: u32): u64 {
  return load<u64>(at) & (u64(-1) >> (64 - (u64(length) << 3)));
}

const ALL: u64 = u64(-1);
/** Masks of the low -16 to 24 of 8 bytes. */
const WORD_MASKS = memory.data<u64>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff, 0xffffffffffffff, ALL,
  ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL,
]);

/** Word `index` (0 to 2) of a text of at most 24 bytes: eight of its bytes as one number, zero beyond its end. */
// @ts-ignore: decorator
@inline
export function wordAt(at: usize, length: u32, index: usize): u64 {
  return load<u64>(at + (index << 3)) & load<u64>(WORD_MASKS + ((usize(length) + 16 - (index << 3)) << 3));
}

/** Copies `length` bytes; may read and write up to 15 bytes beyond them. */
// @ts-ignore: decorator
@inline
export function copyLoose(to: usize, from: usize, length: usize): void {
  if (length > 256) {
    memory.copy(to, from, length);
    return;
  }
  for (let at: usize = 0; at < length; at += 16) {
    if (ASC_FEATURE_SIMD) v128.store(to + at, v128.load(from + at));
    else {
      const low = load<u64>(from + at);
      const high = load<u64>(from + at, 8);
      store<u64>(to + at, low);
      store<u64>(to + at, high, 8);
    }
  }
}

/** Copies `length` bytes, mostly fewer than 32; may read and write up to 32 bytes beyond them. */
// @ts-ignore: decorator
@inline
export function copyField(to: usize, from: usize, length: usize): void {
  if (!ASC_FEATURE_SIMD) {
    copyLoose(to, from, length);
    return;
  }
  v128.store(to, v128.load(from));
  v128.store(to + 16, v128.load(from + 16));
  if (length > 32) copyLoose(to + 32, from + 32, length - 32);
}

/** Whether two runs are equal; both are padded alike to a multiple of 32 bytes. */
// @ts-ignore: decorator
@inline
export function equalPadded(a: usize, b: usize, length: usize): bool {
  const end = a + length;
  while (a < end) {
    if (ASC_FEATURE_SIMD) {
      const low = v128.xor(v128.load(a), v128.load(b));
      const high = v128.xor(v128.load(a, 16), v128.load(b, 16));
      if (v128.any_true(v128.or(low, high))) return false;
    } else {
      const low = (load<u64>(a) ^ load<u64>(b)) | (load<u64>(a, 8) ^ load<u64>(b, 8));
      const high = (load<u64>(a, 16) ^ load<u64>(b, 16)) | (load<u64>(a, 24) ^ load<u64>(b, 24));
      if ((low | high) != 0) return false;
    }
    a += 32;
    b += 32;
  }
  return true;
}

/** The length up to which a run is padded to be compared by equalPadded. */
// @ts-ignore: decorator
@inline
export function paddedRun(length: u32): u32 {
  return (length + 31) & ~31;
}

/** Order of two runs by their bytes, which is the order of code points; a prefix comes first. */
export function compareBytes(a: usize, aLength: u32, b: usize, bLength: u32): i32 {
  const order = memory.compare(a, b, min(aLength, bLength));
  return order != 0 ? order : i32(aLength) - i32(bLength);
}
