/** SHA-256 of short messages (FIPS 180-4): the digests that name cases. */
const ROUND = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
], 16);

/** Messages that are digested at a time: one in each 32-bit lane of a vector. */
export const LANES: u32 = 4;
/** Bytes of a digest that are kept. */
export const DIGEST_BYTES: u32 = 16;
/** Bytes of scratch: the message schedules. */
export const SHA256_SCRATCH: u32 = 64 * 16;

/** Room that a message of `length` bytes needs: it is padded in place. */
export function paddedLength(length: u32): u32 {
  return (length + 9 + 63) & ~63;
}

/**
 * Writes the first 16 bytes of the digests of LANES messages, end to end. Messages lie `stride` bytes apart, their
 * lengths (u32) at `lengths`; each is padded where it lies.
 */
export function digests(messages: usize, stride: u32, lengths: usize, to: usize, scratch: usize): void {
  for (let lane: u32 = 0; lane < LANES; lane++) {
    pad(messages + usize(lane * stride), load<u32>(lengths + (usize(lane) << 2)));
  }
  if (ASC_FEATURE_SIMD) {
    digestLanes(messages, stride, lengths, to, scratch);
    return;
  }
  for (let lane: u32 = 0; lane < LANES; lane++) {
    const total = paddedLength(load<u32>(lengths + (usize(lane) << 2)));
    digestOne(messages + usize(lane * stride), total, to + usize(lane * DIGEST_BYTES), scratch);
  }
}

function pad(message: usize, length: u32): void {
  const total = paddedLength(length);
  store<u8>(message + length, 0x80);
  memory.fill(message + length + 1, 0, total - length - 1);
  store<u64>(message + total - 8, bswap<u64>(u64(length) << 3));
}

// @ts-ignore: decorator
@inline
function rotate(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shr_u(x, bits), i32x4.shl(x, 32 - bits));
}

function digestLanes(messages: usize, stride: u32, lengths: usize, to: usize, scratch: usize): void {
  let blocks: u32 = 0;
  for (let lane: u32 = 0; lane < LANES; lane++) {
    blocks = max(blocks, paddedLength(load<u32>(lengths + (usize(lane) << 2))) >> 6);
  }
  let h0 = i32x4.splat(0x6a09e667);
  let h1 = i32x4.splat(0xbb67ae85);
  let h2 = i32x4.splat(0x3c6ef372);
  let h3 = i32x4.splat(0xa54ff53a);
  let h4 = i32x4.splat(0x510e527f);
  let h5 = i32x4.splat(0x9b05688c);
  let h6 = i32x4.splat(0x1f83d9ab);
  let h7 = i32x4.splat(0x5be0cd19);
  for (let block: u32 = 0; block < blocks; block++) {
    schedule(messages + (usize(block) << 6), usize(stride), scratch);
    let a = h0;
    let b = h1;
    let c = h2;
    let d = h3;
    let e = h4;
    let f = h5;
    let g = h6;
    let h = h7;
    for (let t: usize = 0; t < 64; t++) {
      const s1 = v128.xor(v128.xor(rotate(e, 6), rotate(e, 11)), rotate(e, 25));
      const choice = v128.xor(g, v128.and(e, v128.xor(f, g)));
      const word = i32x4.add(v128.load(scratch + (t << 4)), v128.load32_splat(ROUND + (t << 2)));
      const t1 = i32x4.add(i32x4.add(h, s1), i32x4.add(choice, word));
      const s0 = v128.xor(v128.xor(rotate(a, 2), rotate(a, 13)), rotate(a, 22));
      const majority = v128.or(v128.and(a, b), v128.and(c, v128.or(a, b)));
      h = g;
      g = f;
      f = e;
      e = i32x4.add(d, t1);
      d = c;
      c = b;
      b = a;
      a = i32x4.add(t1, i32x4.add(s0, majority));
    }
    // A lane whose message has ended keeps what it has.
    const live = isLive(lengths, block);
    h0 = i32x4.add(h0, v128.and(a, live));
    h1 = i32x4.add(h1, v128.and(b, live));
    h2 = i32x4.add(h2, v128.and(c, live));
    h3 = i32x4.add(h3, v128.and(d, live));
    h4 = i32x4.add(h4, v128.and(e, live));
    h5 = i32x4.add(h5, v128.and(f, live));
    h6 = i32x4.add(h6, v128.and(g, live));
    h7 = i32x4.add(h7, v128.and(h, live));
  }
  storeTransposed(to, bigEndian(h0), bigEndian(h1), bigEndian(h2), bigEndian(h3));
}

/** All ones in the lanes whose message has a block `block`. */
// @ts-ignore: decorator
@inline
function isLive(lengths: usize, block: u32): v128 {
  // As paddedLength: a message of `length` bytes has (length + 8) / 64 + 1 blocks.
  const last = i32x4.shr_u(i32x4.add(v128.load(lengths), i32x4.splat(8)), 6);
  return i32x4.ge_s(last, i32x4.splat(block));
}

// @ts-ignore: decorator
@inline
function bigEndian(words: v128): v128 {
  return v128.shuffle<u8>(words, words, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** The message schedule of one block of each lane: 64 vectors. */
function schedule(block: usize, stride: usize, scratch: usize): void {
  for (let t: usize = 0; t < 16; t += 4) {
    const at = block + (t << 2);
    storeTransposed(
      scratch + (t << 4),
      bigEndian(v128.load(at)),
      bigEndian(v128.load(at + stride)),
      bigEndian(v128.load(at + 2 * stride)),
      bigEndian(v128.load(at + 3 * stride)),
    );
  }
  for (let w = scratch + (16 << 4); w < scratch + (64 << 4); w += 16) {
    const w15 = v128.load(w - (15 << 4));
    const w2 = v128.load(w - (2 << 4));
    const s0 = v128.xor(v128.xor(rotate(w15, 7), rotate(w15, 18)), i32x4.shr_u(w15, 3));
    const s1 = v128.xor(v128.xor(rotate(w2, 17), rotate(w2, 19)), i32x4.shr_u(w2, 10));
    v128.store(w, i32x4.add(i32x4.add(v128.load(w - (16 << 4)), s0), i32x4.add(v128.load(w - (7 << 4)), s1)));
  }
}

/** Stores four vectors of four words so that word k of all of them stand together. */
// @ts-ignore: decorator
@inline
function storeTransposed(to: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  const low01 = v128.shuffle<u32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<u32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<u32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<u32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<u64>(low01, low23, 0, 2));
  v128.store(to, v128.shuffle<u64>(low01, low23, 1, 3), 16);
  v128.store(to, v128.shuffle<u64>(high01, high23, 0, 2), 32);
  v128.store(to, v128.shuffle<u64>(high01, high23, 1, 3), 48);
}

function digestOne(message: usize, total: u32, to: usize, scratch: usize): void {
  let h0: u32 = 0x6a09e667;
  let h1: u32 = 0xbb67ae85;
  let h2: u32 = 0x3c6ef372;
  let h3: u32 = 0xa54ff53a;
  let h4: u32 = 0x510e527f;
  let h5: u32 = 0x9b05688c;
  let h6: u32 = 0x1f83d9ab;
  let h7: u32 = 0x5be0cd19;
  for (let block = message; block < message + total; block += 64) {
    for (let t: usize = 0; t < 16; t++) {
      store<u32>(scratch + (t << 2), bswap<u32>(load<u32>(block + (t << 2))));
    }
    for (let t: usize = 16; t < 64; t++) {
      const w = scratch + (t << 2);
      const w15 = load<u32>(w - 60);
      const w2 = load<u32>(w - 8);
      const s0 = rotr<u32>(w15, 7) ^ rotr<u32>(w15, 18) ^ (w15 >> 3);
      const s1 = rotr<u32>(w2, 17) ^ rotr<u32>(w2, 19) ^ (w2 >> 10);
      store<u32>(w, load<u32>(w - 64) + s0 + load<u32>(w - 28) + s1);
    }
    let a = h0;
    let b = h1;
    let c = h2;
    let d = h3;
    let e = h4;
    let f = h5;
    let g = h6;
    let h = h7;
    for (let t: usize = 0; t < 64; t++) {
      const t1 =
        h +
        (rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25)) +
        ((e & f) ^ (~e & g)) +
        load<u32>(ROUND + (t << 2)) +
        load<u32>(scratch + (t << 2));
      const t2 = (rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + t2;
    }
    h0 += a;
    h1 += b;
    h2 += c;
    h3 += d;
    h4 += e;
    h5 += f;
    h6 += g;
    h7 += h;
  }
  store<u32>(to, bswap<u32>(h0));
  store<u32>(to, bswap<u32>(h1), 4);
  store<u32>(to, bswap<u32>(h2), 8);
  store<u32>(to, bswap<u32>(h3), 12);
}
