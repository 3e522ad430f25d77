import { gzipSync } from 'node:zlib';
import { Random } from '../../bench/sample/random.js';
import { Corpus } from './corpus.js';
import type { Cutting, FuzzInput } from './input.js';
import { mutate } from './mutate.js';

/** Inputs that are made from one set of generated files. */
const INPUTS_PER_CORPUS = 25_000;

const BLOCK_BYTES = [16, 17, 64, 65, 100, 256, 1000, 4096];

/** The inputs of a seed, each by its number: the same whenever it is asked for. */
export class Inputs {
  private corpus: { number: number; corpus: Corpus } | null = null;

  constructor(
    private readonly seed: number,
    private readonly builds: number,
  ) {}

  at(index: number): FuzzInput {
    const random = new Random(this.seed, index);
    const corpus = this.corpusOf(Math.floor(index / INPUTS_PER_CORPUS));
    const seed = corpus.pick(random);
    const isMutated = random.percent(92);
    const bytes = isMutated ? mutate(seed.bytes, random, corpus.pick(random).bytes) : seed.bytes;
    const packed = random.percent(1) ? packedFrom(bytes, random) : null;
    return {
      bytes: packed ?? bytes,
      options: seed.options,
      cuttings: Array.from({ length: this.builds }, () => cutting(random)),
      origin: [seed.origin, ...(isMutated ? ['mutated'] : []), ...(packed ? ['packed'] : [])].join(', '),
    };
  }

  private corpusOf(number: number): Corpus {
    if (this.corpus?.number !== number) {
      this.corpus = { number, corpus: new Corpus((this.seed + number) | 0) };
    }
    return this.corpus.corpus;
  }
}

/** As an archive, sometimes a damaged one. */
function packedFrom(bytes: Buffer, random: Random): Buffer {
  const packed = gzipSync(bytes);
  return random.percent(20) ? packed.subarray(0, random.below(packed.length)) : packed;
}

function cutting(random: Random): Cutting {
  const threads = random.pick([1, 2, 2, 3, 4]);
  const places = Array.from({ length: threads - 1 }, () => random.fraction());
  return { threads, blockBytes: random.pick(BLOCK_BYTES), places: random.percent(70) ? places : null };
}
