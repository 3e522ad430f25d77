import { KEY_FIELDS } from '../../domain/facts.js';
import { ColumnReaders } from './columnReaders.js';
import type { Run } from './storeRun.js';

/** The key of the next case of a run. */
interface NextKey {
  run: number;
  /** Bytes of each field. */
  lengths: Uint32Array;
  /** The fields, end to end. */
  text: Uint8Array;
  /** The fields, each ended by a NUL, which none of them holds: their order as bytes is the order of keys. */
  sortable: Buffer;
  /** Cases of the run behind this one. */
  left: number;
}

/** The cases of many runs in key order, case by case. */
export class KeyOrder {
  private readonly lengths: ColumnReaders;
  private readonly texts: ColumnReaders;
  /** A heap: no key comes before that of its parent, and the first is the first of all. */
  private readonly heap: NextKey[] = [];

  constructor(runs: Run[]) {
    this.lengths = new ColumnReaders(runs, 'keyLengths');
    this.texts = new ColumnReaders(runs, 'keyBytes');
    runs.forEach(({ caseCount }, run) => {
      if (caseCount > 0) this.add(this.read(run, caseCount - 1));
    });
  }

  /** The first case that was not advanced over; there must be one. */
  get first(): NextKey {
    return this.heap[0];
  }

  advance(): void {
    const { run, left } = this.heap[0];
    const last = this.heap[this.heap.length - 1];
    if (left > 0) this.sink(this.read(run, left - 1));
    else {
      this.heap.pop();
      if (this.heap.length > 0) this.sink(last);
    }
  }

  close(): void {
    this.lengths.close();
    this.texts.close();
  }

  private read(run: number, left: number): NextKey {
    const lengths = new Uint32Array(KEY_FIELDS);
    let size = 0;
    for (let field = 0; field < KEY_FIELDS; field++) {
      lengths[field] = this.lengths.number(run);
      size += lengths[field];
    }
    const text = new Uint8Array(size);
    this.texts.copy(run, text, 0, size);
    return { run, lengths, text, sortable: sortableKey(lengths, text), left };
  }

  private add(key: NextKey): void {
    let place = this.heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (isBefore(this.heap[parent], key)) break;
      this.heap[place] = this.heap[parent];
      place = parent;
    }
    this.heap[place] = key;
  }

  /** Puts the key in the place of the first and restores the heap. */
  private sink(key: NextKey): void {
    const { heap } = this;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (isBefore(key, heap[child])) break;
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = key;
  }
}

function isBefore(one: NextKey, other: NextKey): boolean {
  return Buffer.compare(one.sortable, other.sortable) < 0;
}

function sortableKey(lengths: Uint32Array, text: Uint8Array): Buffer {
  const key = Buffer.alloc(text.length + KEY_FIELDS);
  let at = 0;
  lengths.forEach((length, field) => {
    for (let k = 0; k < length; k++) key[at + field + k] = text[at + k];
    at += length;
  });
  return key;
}
