/** The keys of a part's cases: their texts, and the digests by which cases are known everywhere. */
import { alloc } from './memory';
import { copyField } from './bytes';
import { keepLoads, TOUCHED_CASES, touchRecord } from './cases';
import { Part } from './finish';
import { CASE_KEY, KEY_FIELDS } from './layout';
import { keyLength, merged, recordAt } from './merged';
import { DIGEST_BYTES, digests, LANES, paddedLength, SHA256_SCRATCH } from './sha256';

export function writeKeys(part: Part): void {
  const all = merged();
  const cases = part.to - part.from;
  let bytes: u32 = 0;
  let longest: u32 = 0;
  for (let k: u32 = 0; k < cases; k++) {
    const length = keyLength(all, part.from + k);
    bytes += length - KEY_FIELDS;
    longest = max(longest, length);
  }
  part.keyStarts = alloc((cases * KEY_FIELDS + 1) << 2);
  part.keyBytes = alloc(bytes + 48);
  part.keyDigests = alloc((cases + LANES) * DIGEST_BYTES);
  const stride = paddedLength(longest + 4 * KEY_FIELDS) + 64;
  const messages = usize(alloc(stride * LANES));
  const lengths = usize(alloc(LANES << 2));
  const scratch = usize(alloc(SHA256_SCRATCH));
  for (let k: u32 = 0; k < cases; k += LANES) {
    if (k % TOUCHED_CASES == 0) touchKeys(part, k, min(k + TOUCHED_CASES, cases));
    for (let lane: u32 = 0; lane < LANES; lane++) {
      // Lanes behind the last case digest nothing, into the room behind the last digest.
      const length = k + lane < cases ? writeKey(part, k + lane, messages + usize(lane * stride)) : 0;
      store<u32>(lengths + (usize(lane) << 2), length);
    }
    digests(messages, stride, lengths, usize(part.keyDigests) + usize(k) * DIGEST_BYTES, scratch);
  }
}

/** Asks for the records of some ranks. */
function touchKeys(part: Part, from: u32, to: u32): void {
  let touched: u64 = 0;
  for (let k = from; k < to; k++) touched |= touchRecord(recordAt(merged(), part.from + k));
  keepLoads(touched);
}

/** Writes the fields of a case's key, and beside them, each after its length, as the message that names the case. */
function writeKey(part: Part, index: u32, message: usize): u32 {
  let at = recordAt(merged(), part.from + index) + CASE_KEY;
  let end = message;
  for (let field: u32 = 0; field < KEY_FIELDS; field++) {
    const length = lengthToNul(at);
    store<u32>(usize(part.keyStarts) + (usize(index * KEY_FIELDS + field) << 2), part.keyBytesLength);
    copyField(usize(part.keyBytes) + part.keyBytesLength, at, length);
    part.keyBytesLength += length;
    store<u32>(end, length);
    copyField(end + 4, at, length);
    end += 4 + length;
    at += length + 1;
  }
  return u32(end - message);
}

// @ts-ignore: decorator
@inline
function lengthToNul(at: usize): u32 {
  let length: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    while (true) {
      const low = i8x16.bitmask(i8x16.eq(v128.load(at + length), i8x16.splat(0)));
      const high = i8x16.bitmask(i8x16.eq(v128.load(at + length, 16), i8x16.splat(0)));
      const nuls = u32(low) | (u32(high) << 16);
      if (nuls != 0) return length + ctz<u32>(nuls);
      length += 32;
    }
  }
  while (load<u8>(at + length) != 0) length++;
  return length;
}
