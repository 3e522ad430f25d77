import { rmSync } from 'node:fs';
import { type Facts, KEY_DIGEST_BYTES, KEY_FIELDS } from '../../domain/facts.js';
import { viewFacts } from '../../domain/factsFile.js';
import type { FactsHome } from '../../domain/factsMemory.js';
import { CodedError } from '../../errors.js';
import { ColumnReaders } from './columnReaders.js';
import type { Tables } from './finishTasks.js';
import { KeyOrder } from './keyOrder.js';
import { SharedProgress } from './progress.js';
import type { Run, RunColumn } from './storeRun.js';

export interface MergeRunsTask {
  runs: Run[];
  tables: Tables;
  /** Room for the facts of all runs. */
  facts: FactsHome;
  progress: SharedArrayBuffer;
}

/** Lays the cases of all runs into the facts, in key order, and removes the runs. One column at a time is read. */
export function mergeRuns(task: MergeRunsTask): void {
  const facts = viewFacts(task.facts);
  const merging = new Merging(task.runs, SharedProgress.over(task.progress));
  setTables(facts, task.tables);
  merging.keys(facts);
  merging.values('keyDigests', facts.keyDigests, KEY_DIGEST_BYTES);
  merging.values('firstSeconds', facts.firstSeconds);
  merging.values('firstNanos', facts.firstNanos);
  merging.values('lastSeconds', facts.lastSeconds);
  merging.values('lastNanos', facts.lastNanos);
  merging.values('lastStatus', facts.lastStatus);
  merging.starts('numberCounts', facts.numberStarts);
  merging.textStarts('numberLengths', facts.numbers.starts, facts.numberStarts);
  merging.texts('numberBytes', facts.numbers.bytes, facts.numbers.starts, facts.numberStarts);
  merging.starts('chronologyCounts', facts.chronologyStarts);
  merging.lists('chronology', facts.chronology, facts.chronologyStarts);
  merging.starts('gradeCounts', facts.gradeStarts);
  merging.lists('grades', facts.grades, facts.gradeStarts);
  for (const { path } of task.runs) rmSync(path);
}

function setTables(facts: Facts, tables: Tables): void {
  facts.gradeSeverity.set(tables.gradeSeverity);
  facts.gradePriority.set(tables.gradePriority);
  for (const name of ['severities', 'priorities', 'statuses'] as const) {
    facts[name].texts.starts.set(tables[name].texts.starts);
    facts[name].texts.bytes.set(tables[name].texts.bytes);
    facts[name].rows.set(tables[name].rows);
  }
}

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** The bytes of a column. */
function bytesOf(column: Column): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

class Merging {
  /** Run of the case of each rank. */
  private readonly order: Uint16Array;

  constructor(
    private readonly runs: Run[],
    private readonly progress: SharedProgress,
  ) {
    this.order = new Uint16Array(runs.reduce((total, { caseCount }) => total + caseCount, 0));
  }

  /** Reads a column of all runs, case by case in key order. */
  private read(column: RunColumn, copy: (readers: ColumnReaders, run: number, rank: number) => void): void {
    if (this.progress.stopped) throw new CodedError('CANCELLED');
    const readers = new ColumnReaders(this.runs, column);
    try {
      for (let rank = 0; rank < this.order.length; rank++) copy(readers, this.order[rank], rank);
    } finally {
      readers.close();
    }
  }

  /** Finds the order, and writes the keys in it. */
  keys({ keys }: Facts): void {
    const { starts, bytes } = keys;
    const sorted = new KeyOrder(this.runs);
    try {
      let end = 0;
      for (let rank = 0; rank < this.order.length; rank++) {
        const { run, lengths, text } = sorted.first;
        this.order[rank] = run;
        bytes.set(text, end);
        for (let field = 0; field < KEY_FIELDS; field++) {
          starts[rank * KEY_FIELDS + field] = end;
          end += lengths[field];
        }
        sorted.advance();
      }
    } finally {
      sorted.close();
    }
  }

  /** A column with one element per case, of so many bytes. */
  values(name: RunColumn, column: Column, width = column.BYTES_PER_ELEMENT): void {
    const target = bytesOf(column);
    this.read(name, (readers, run, rank) => readers.copy(run, target, rank * width, width));
  }

  /** Where the list of each case begins. */
  starts(name: RunColumn, starts: Uint32Array): void {
    let end = 0;
    this.read(name, (readers, run, rank) => {
      starts[rank] = end;
      end += readers.number(run);
    });
  }

  /** Elements of lists that begin at `starts`. */
  lists(name: RunColumn, elements: Column, starts: Uint32Array): void {
    const target = bytesOf(elements);
    const width = elements.BYTES_PER_ELEMENT;
    this.read(name, (readers, run, rank) => {
      readers.copy(run, target, starts[rank] * width, (starts[rank + 1] - starts[rank]) * width);
    });
  }

  /** Where the texts begin whose lists begin at `listStarts`. */
  textStarts(name: RunColumn, starts: Uint32Array, listStarts: Uint32Array): void {
    let end = 0;
    this.read(name, (readers, run, rank) => {
      for (let k = listStarts[rank]; k < listStarts[rank + 1]; k++) {
        starts[k] = end;
        end += readers.number(run);
      }
    });
  }

  /** Texts end to end. */
  texts(name: RunColumn, bytes: Uint8Array, starts: Uint32Array, listStarts: Uint32Array): void {
    this.read(name, (readers, run, rank) => {
      const from = starts[listStarts[rank]];
      readers.copy(run, bytes, from, starts[listStarts[rank + 1]] - from);
    });
  }
}
