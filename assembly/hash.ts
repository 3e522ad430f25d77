/** Hashes of numbers. */
const SPREAD: u64 = 0x9e3779b97f4a7c15;

/** A place of `bits` bits for a number, for tables in which a collision costs little. */
// @ts-ignore: decorator
@inline
export function spread(value: u64, bits: u64): usize {
  return usize((value * SPREAD) >> (64 - bits));
}

/** Spreads every bit of the input over the output (the finaliser of splitmix64). */
// @ts-ignore: decorator
@inline
export function mix(value: u64): u64 {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}
