import type { CoreBuild } from '../src/engine/core/core.js';

/** Who takes part: a module of bench/rivals in its own process, or the command line. */
export interface Contestant {
  id: string;
  label: string;
  /** Name of the module in bench/rivals; `cli` is the built command line. */
  module: string;
  kind: 'OURS' | 'RIVAL' | 'FLOOR';
  threads: number;
  build: CoreBuild;
  /** Whether one process runs the analysis several times, too. */
  warm: boolean;
  /** So slow that two runs have to do. */
  slow?: boolean;
}

const simd = { build: 'simd', warm: true } as const;

export const CONTESTANTS: readonly Contestant[] = [
  { id: 'ours-2', label: 'SmartRemedy, 2 threads', module: 'ours', kind: 'OURS', threads: 2, ...simd },
  { id: 'ours-1', label: 'SmartRemedy, 1 thread', module: 'ours', kind: 'OURS', threads: 1, ...simd },
  {
    id: 'ours-2-scalar',
    label: 'SmartRemedy without SIMD, 2 threads',
    module: 'ours',
    kind: 'OURS',
    threads: 2,
    build: 'scalar',
    warm: true,
  },
  {
    id: 'ours-1-scalar',
    label: 'SmartRemedy without SIMD, 1 thread',
    module: 'ours',
    kind: 'OURS',
    threads: 1,
    build: 'scalar',
    warm: true,
  },
  {
    id: 'cli',
    label: 'SmartRemedy, whole command, all artefacts',
    module: 'cli',
    kind: 'OURS',
    threads: 2,
    build: 'simd',
    warm: false,
  },
  { id: 'duckdb-2', label: 'DuckDB, 2 threads', module: 'duckdb', kind: 'RIVAL', threads: 2, ...simd },
  { id: 'duckdb-1', label: 'DuckDB, 1 thread', module: 'duckdb', kind: 'RIVAL', threads: 1, ...simd },
  { id: 'polars-2', label: 'polars, 2 threads', module: 'polars', kind: 'RIVAL', threads: 2, ...simd },
  { id: 'polars-1', label: 'polars, 1 thread', module: 'polars', kind: 'RIVAL', threads: 1, ...simd },
  {
    id: 'udsv',
    label: 'uDSV + Map',
    module: 'udsv',
    kind: 'RIVAL',
    threads: 1,
    build: 'simd',
    warm: false,
    slow: true,
  },
  {
    id: 'csv-parse',
    label: 'csv-parse + Map',
    module: 'csvParse',
    kind: 'RIVAL',
    threads: 1,
    build: 'simd',
    warm: false,
    slow: true,
  },
  {
    id: 'floor-read',
    label: 'floor: read only',
    module: 'floorRead',
    kind: 'FLOOR',
    threads: 1,
    ...simd,
  },
  {
    id: 'floor-index',
    label: 'floor: read + structural scan',
    module: 'floorIndex',
    kind: 'FLOOR',
    threads: 1,
    ...simd,
  },
];

/** By their ids, in the order of the table. */
export function contestants(ids: readonly string[]): Contestant[] {
  return CONTESTANTS.filter(({ id }) => ids.includes(id));
}
