import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesAt,
  type Core,
  instantiateCore,
  MAX_MEMORY_BYTES,
  newCoreMemory,
  wordsAt,
} from '../../src/engine/core/core.js';
import { loadModule } from './coreModule.js';

function loadCore(delimiter: string): { core: Core; range: number; input: number } {
  const core = instantiateCore(loadModule('simd'), newCoreMemory());
  core.exports.reset(MAX_MEMORY_BYTES | 0);
  core.exports.configure(delimiter.charCodeAt(0), 13, 1000, 64_000, 0, 0, 1, 2);
  const range = core.exports.newRange(65_536);
  core.exports.begin(range, 0, 1e9, 0);
  return { core, range, input: core.exports.blockAddress(range) };
}

const DELIMITERS = [';', ',', '\t', ' ', 'a'];
const cores = new Map(DELIMITERS.map((delimiter) => [delimiter, loadCore(delimiter)]));

function indexOf(bytes: Uint8Array, naive: boolean, delimiter = ';') {
  const { core, range, input } = cores.get(delimiter)!;
  bytesAt(core, input, bytes.length + 64).fill(0xff);
  bytesAt(core, input, bytes.length).set(bytes);
  core.exports.indexOnly(range, bytes.length, naive ? 1 : 0);
  const [positions, positionCount, breaks, breakCount, , suspectCount] = [0, 1, 2, 3, 4, 5].map((field) =>
    core.exports.indexField(range, field),
  );
  return {
    positions: [...wordsAt(core, positions, positionCount)],
    breaks: [...wordsAt(core, breaks, breakCount)],
    // Which step an ill-formed character is counted to is not the same in both; whether there is one is.
    isSuspect: suspectCount > 0,
  };
}

const text = fc
  .array(fc.constantFrom(';', ',', '\t', ' ', '"', '\n', '\r', 'a', 'é', '€', '😀', 'word '), {
    maxLength: 300,
  })
  .map((parts) => Buffer.from(parts.join('')));
const anyBytes = fc.uint8Array({ maxLength: 300 });
const oddBytes = fc.array(fc.constantFrom(0x61, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0xff, 0), {
  maxLength: 140,
});

describe('the structural index by vectors', () => {
  it.each([
    ['text', text],
    ['any bytes', anyBytes],
    ['ill-formed UTF-8', oddBytes.map((bytes) => Uint8Array.from(bytes))],
  ])('is that of the naive scan: %s', (_, arbitrary) => {
    fc.assert(
      fc.property(
        arbitrary as fc.Arbitrary<Uint8Array>,
        fc.constantFrom(...DELIMITERS),
        (bytes, delimiter) => {
          expect(indexOf(bytes, false, delimiter)).toEqual(indexOf(bytes, true, delimiter));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('lists every delimiter, quote and line end, and which of them are no delimiter', () => {
    const { positions, breaks } = indexOf(Buffer.from('a;"b\r\n;'), false);
    expect(positions).toEqual([1, 2, 4, 5, 6]);
    expect(breaks).toEqual([1, 2, 3]);
  });
});
