/** What is sorted: items of 16 bytes, a key (u64, unsigned) and a payload (8 bytes). */
export const ITEM_KEY: usize = 0;
export const ITEM_ADDRESS: usize = 8; // u32, of texts
export const ITEM_LENGTH: usize = 12; // u32, of texts
export const ITEM_SHIFT: usize = 4;
export const ITEM_BYTES: usize = 1 << ITEM_SHIFT;

// @ts-ignore: decorator
@inline
export function keyAt(items: usize, index: u32): u64 {
  return load<u64>(items + (usize(index) << ITEM_SHIFT));
}

// @ts-ignore: decorator
@inline
export function moveItem(to: usize, from: usize): void {
  if (ASC_FEATURE_SIMD) {
    v128.store(to, v128.load(from));
    return;
  }
  const key = load<u64>(from);
  const payload = load<u64>(from, 8);
  store<u64>(to, key);
  store<u64>(to, payload, 8);
}
